import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One thread, and nothing that would choose slower kernels for the peers. */
const environment = { ...process.env, OMP_NUM_THREADS: '1' };
for (const name of Object.keys(environment)) if (name.startsWith('OPENBLAS_')) delete environment[name];

const interpreter = process.env.PEER_PYTHON ?? '';
const versions = interpreter === '' ? undefined : versionsOf(interpreter);

/** Whether peers can run. */
export const hasPeers = versions !== undefined;

export const peersInWords = hasPeers
  ? `Peers: ${versions}.`
  : `Peers are left out: ${interpreter || 'PEER_PYTHON, which is not set,'} is no Python that has torch, numpy and scikit-learn.`;

/** What a script of peers/ prints: one JSON object. */
export function runPeer(script, ...args) {
  const file = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
  return JSON.parse(execFileSync(interpreter, [file, ...args.map(String)], { env: environment }).toString());
}

function versionsOf(python) {
  const names = ['torch', 'sklearn', 'numpy'];
  const code = `import ${names}; print(*(f"{module.__name__} {module.__version__}" for module in (${names})), sep=", ")`;
  const { status, stdout } = spawnSync(python, ['-c', code], { env: environment });
  return status === 0 ? stdout.toString().trim() : undefined;
}
