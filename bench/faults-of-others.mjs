// The faults of `npm run test:faults` that can be played on other caches: node bench/faults-of-others.mjs FOLDER [CASES]
// FOLDER is one in which `npm install turbo wireit` was run. Needs Linux; with root, a full disk too.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [installed, cases = '30'] = process.argv.slice(2);
const modules = path.resolve(installed, 'node_modules');

const STEP = `import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
const [name, input] = process.argv.slice(2);
appendFileSync('../started', name);
await new Promise((resolve) => setTimeout(resolve, 100));
const digest = createHash('sha256').update(readFileSync(input)).digest('hex');
mkdirSync('out', { recursive: true });
writeFileSync(\`out/\${name}.txt\`, \`\${name} \${digest}\\n\`.repeat(30000));
`;
/** Three steps in a row; each reads what the one before has made. */
const STEPS = { a: 'in.txt', b: 'out/a.txt', c: 'out/b.txt' };

const TOOLS = {
  turbo: {
    cache: '.turbo/cache',
    command: [path.join(modules, '.bin/turbo'), 'run', 'c', '--no-daemon'],
    files: () => ({
      'package.json': packageJson((step) => stepCommand(step)),
      'turbo.json': JSON.stringify({
        tasks: Object.fromEntries(
          Object.keys(STEPS).map((step) => [
            step,
            { inputs: ['in.txt', 'step.mjs'], outputs: [`out/${step}.txt`], dependsOn: before(step) },
          ]),
        ),
      }),
    }),
  },
  wireit: {
    cache: '.wireit',
    command: ['npm', 'run', '--silent', 'c'],
    files: () => ({
      'package.json': packageJson(() => 'wireit', {
        wireit: Object.fromEntries(
          Object.keys(STEPS).map((step) => [
            step,
            {
              command: stepCommand(step),
              dependencies: before(step),
              files: step === 'a' ? ['in.txt', 'step.mjs'] : ['step.mjs'],
              output: [`out/${step}.txt`],
            },
          ]),
        ),
      }),
    }),
  },
};

const FAULTS = {
  'bytes changed in the cache': async (project) => await corrupted(project, (bytes, at) => flip(bytes, at)),
  'cache file cut short': async (project) => await corrupted(project, (bytes, at) => bytes.subarray(0, at)),
  'cache file deleted': async (project) => await corrupted(project, () => undefined),
  'input edited while its step runs': editedInput,
  'SIGKILL at a random moment': killed,
  'several runs at once': several,
  ...(process.getuid?.() === 0 && { 'full disk': fullDisk }),
};

class Project {
  constructor(tool, random) {
    this.tool = tool;
    this.random = random;
    this.root = mkdtempSync(path.join(tmpdir(), 'other-cache-'));
    this.folder = path.join(this.root, 'project');
    this.verdict = 'right';
    this.notes = [];
    mkdirSync(this.folder);
    this.populate();
  }

  populate() {
    for (const [name, text] of Object.entries({ ...this.tool.files(), 'step.mjs': STEP })) this.write(name, text);
    this.write('in.txt', 'one');
    symlinkSync(modules, path.join(this.folder, 'node_modules'));
  }

  write(name, text) {
    writeFileSync(path.join(this.folder, name), text);
  }

  start() {
    const [command, ...args] = this.tool.command;
    const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', WIREIT_LOGGER: 'simple', CI: '' };
    const child = spawn(command, args, { cwd: this.folder, env, detached: true, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    return { ended, kill: () => process.kill(-child.pid, 'SIGKILL') };
  }

  started() {
    const file = path.join(this.root, 'started');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Runs to the end and looks at what is there: the outputs of an undisturbed run, others, or a run that fails again and again. */
  async check() {
    for (let attempt = 1; attempt <= 3; attempt++) {
      if ((await this.start().ended) !== 0) continue;
      if (!isRight(this.folder)) this.verdict = 'wrong';
      return;
    }
    this.verdict = this.verdict === 'wrong' ? 'wrong' : 'stuck';
  }

  /** The outputs must come out of the cache as they went in. */
  async checkTwice() {
    await this.check();
    rmSync(path.join(this.folder, 'out'), { recursive: true, force: true });
    await this.check();
  }

  remove() {
    if (this.mounted) execFileSync('umount', [this.folder]);
    rmSync(this.root, { recursive: true, force: true });
  }
}

async function corrupted(project, change) {
  await project.start().ended;
  const cache = path.join(project.folder, project.tool.cache);
  const files = readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const file = files[project.random(files.length)];
  const bytes = readFileSync(file);
  const changed = change(bytes, project.random(bytes.length || 1));
  rmSync(file);
  if (changed !== undefined) writeFileSync(file, changed);
  rmSync(path.join(project.folder, 'out'), { recursive: true });
  await project.check();
}

function flip(bytes, at) {
  if (bytes.length > 0) bytes[at] ^= 1;
  return bytes;
}

/** After the tool has looked at it, before the step does; then the input is as it was, and so must the results be. */
async function editedInput(project) {
  const { ended } = project.start();
  while (project.started() === '') await sleep(5);
  project.write('in.txt', 'two');
  await ended;
  project.write('in.txt', 'one');
  rmSync(path.join(project.folder, 'out'), { recursive: true, force: true });
  await project.check();
}

async function killed(project) {
  const run = project.start();
  await sleep(project.random(1500));
  try {
    run.kill();
  } catch {
    // It was faster.
  }
  await run.ended;
  const before = project.started();
  await project.check();
  // A step is finished when the next one has begun.
  const again = project.started().slice(before.length);
  if ([...before.slice(0, -1)].some((step) => again.includes(step))) project.notes.push('finished steps ran again');
  rmSync(path.join(project.folder, 'out'), { recursive: true, force: true });
  await project.check();
}

async function several(project) {
  const runs = Array.from({ length: 2 + project.random(3) }, () => project.start().ended);
  const codes = await Promise.all(runs);
  if (codes.some((code) => code !== 0)) project.notes.push('a run of several failed');
  await project.checkTwice();
}

async function fullDisk(project) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${100 + project.random(9000)}k`, 'tmpfs', project.folder]);
  project.mounted = true;
  project.populate();
  await project.start().ended;
  execFileSync('mount', ['-o', 'remount,size=100m', project.folder]);
  await project.checkTwice();
}

function isRight(folder) {
  let bytes = Buffer.from('one');
  return Object.keys(STEPS).every((step) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    bytes = Buffer.from(`${step} ${digest}\n`.repeat(30000));
    const file = path.join(folder, `out/${step}.txt`);
    return existsSync(file) && readFileSync(file).equals(bytes);
  });
}

function packageJson(scriptOf, more = {}) {
  const scripts = Object.fromEntries(Object.keys(STEPS).map((step) => [step, scriptOf(step)]));
  return JSON.stringify({ name: 'project', private: true, packageManager: 'npm@10.8.2', scripts, ...more });
}

function stepCommand(step) {
  return `node step.mjs ${step} ${STEPS[step]}`;
}

function before(step) {
  const names = Object.keys(STEPS);
  return names.slice(0, names.indexOf(step)).slice(-1);
}

/** The same numbers for the same case (Park and Miller 1988). */
function randomOf(number) {
  let state = number + 1;
  return (bound) => {
    for (let round = 0; round < 3; round++) state = (state * 48271) % 2147483647;
    return state % bound;
  };
}

for (const [name, tool] of Object.entries(TOOLS)) {
  for (const [fault, play] of Object.entries(FAULTS)) {
    const tally = { right: 0, wrong: 0, stuck: 0, 'finished steps ran again': 0, 'a run of several failed': 0 };
    for (let number = 0; number < Number(cases); number++) {
      const project = new Project(tool, randomOf(number));
      await play(project);
      tally[project.verdict]++;
      for (const note of project.notes) tally[note]++;
      project.remove();
    }
    process.stdout.write(`${name.padEnd(8)}${fault.padEnd(34)}${JSON.stringify(tally)}\n`);
  }
}
