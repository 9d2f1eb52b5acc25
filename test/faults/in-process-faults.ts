import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Random } from '../../src/algorithms/random.js';
import { type Circumstances, type Fault, type FaultTable, pick, type Victim } from './fault.js';
import { type Actor, type Disturbance, type Harm, runInProcess } from './in-process.js';
import { PowerFailure } from './power.js';
import { type Call, systemError } from './shim.cjs';

/** Each kind of fault that can be played in this process, at a random moment. */
export const IN_PROCESS_FAULTS: FaultTable = {
  'kill main': (given) => kill(given, 'main'),
  'kill worker': (given) => kill(given, 'worker'),
  'kill both': (given) => kill(given, 'both'),
  'power failure': powerFailure,
  'failing writes': failingWrites,
  'failing reads': failingReads,
  'no hard links': noHardLinks,
  'changed bytes': changedBytes,
  'deleted cache': deletedCache,
  'edited source': editedSource,
  'clock jump': clockJump,
  'dead owner': deadOwner,
};

/** SIGKILL before, in the middle of or after the n-th call that writes. */
function kill({ random, calls, nthOf }: Circumstances, who: Victim): Fault {
  const at = nthOf(calls[who]);
  const when = pick(random, ['before', 'half', 'after'] as const);
  const death: Harm = { type: 'death', when, of: who === 'both' ? 'all' : 'it' };
  const counts = (call: Call, actor: Actor) => call.writes && (who === 'both' || actor.role === who);
  return {
    title: `SIGKILL of ${who}, ${when} write ${at}`,
    isHarmless: true,
    ...under(atNth(at, counts, () => death)),
  };
}

function powerFailure({ random, calls, nthOf }: Circumstances): Fault {
  const at = nthOf(calls.both);
  // With a clock so fast every step counts as long, and worth flushing; else none does.
  const areLong = random.below(2) === 0;
  const power = new PowerFailure(random);
  const moment = atNth(at, isWrite, () => ({ type: 'death', when: 'before', of: 'all' }));
  const disturbance: Disturbance = {
    before: (call, actor, clocks) => {
      power.before(call);
      return moment.before(call, actor, clocks);
    },
    after: (call, result) => power.after(call, result),
  };
  // Leases hold nothing that is worth flushing.
  const mayBeTorn = (file: string) => !areLong || path.basename(path.dirname(file)) === 'leases';
  return {
    title: `power failure before write ${at}${areLong ? '' : ' of steps too short to be flushed'}`,
    ...under({ ...moment, ...disturbance }, areLong ? 1e6 : 1),
    aftermath: () => (moment.hasCome() ? power.strike().filter(mayBeTorn) : []),
    destroys: !areLong,
  };
}

/** The disk is full, broken or read-only, once or from some moment on. */
function failingWrites({ random, calls, nthOf }: Circumstances): Fault {
  const code = pick(random, ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT']);
  const lasts = random.below(2) === 0;
  const who = pick(random, ['main', 'worker', 'both'] as const);
  const at = nthOf(calls[who]);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  // A full disk still lets files go.
  const counts = ({ name, writes }: Call, { role }: Actor) =>
    writes && !(isFull && name === 'rmSync') && (who === 'both' || role === who);
  return {
    title: `${code} at write ${at} of ${who}${lasts ? ' and all after it' : ''}`,
    ...under(atNth(at, counts, (call) => failure(code, call), lasts)),
  };
}

function failingReads({ random, calls, nthOf }: Circumstances): Fault {
  const code = pick(random, ['EIO', 'EACCES', 'EMFILE']);
  const at = nthOf(Math.ceil(calls.both / 2));
  const lasts = random.below(3) === 0;
  const counts = ({ name, file, writes }: Call) =>
    !writes && name !== 'existsSync' && file.includes(`${path.sep}cache${path.sep}`);
  return {
    title: `${code} at read ${at}${lasts ? ' and all after it' : ''}`,
    ...under(atNth(at, counts, (call) => failure(code, call), lasts)),
    destroys: true,
  };
}

/** As on some network file systems, which cannot flush folders either. */
function noHardLinks(): Fault {
  const counts = ({ name, writes, file }: Call) =>
    name === 'linkSync' || (name === 'openSync' && !writes && statSync(file).isDirectory());
  return {
    title: 'a file system without hard links, and without folders as files',
    ...under(atNth(1, counts, (call) => failure('EPERM', call), true)),
    isHarmless: true,
  };
}

/** Some files of the cache no longer hold what was written. */
function changedBytes({ random, ground }: Circumstances): Fault {
  const files = ground.files(ground.cache).sort();
  const chosen = [...new Set(Array.from({ length: 1 + random.below(4) }, () => pick(random, files)))];
  const how = pick(random, Object.keys(CHANGES) as (keyof typeof CHANGES)[]);
  return {
    title: `${how}: ${chosen.map((file) => path.relative(ground.cache, file)).join(', ')}`,
    prepare: () => {
      const contents = new Map(chosen.map((file) => [file, readFileSync(file)]));
      for (const [file, bytes] of contents)
        change(file, CHANGES[how](bytes, random, contents.get(pick(random, chosen)) ?? bytes));
      return chosen;
    },
    isHarmless: true,
    ...under(),
  };
}

type Change = (bytes: Buffer, random: Random, others: Buffer) => Buffer | undefined;

const CHANGES = {
  'bit flip': (bytes, random) => {
    if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes;
  },
  'cut short': (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  zeros: (bytes) => bytes.fill(0),
  'content of another file': (_bytes, _random, others) => others,
  deleted: () => undefined,
} satisfies Record<string, Change>;

function change(file: string, bytes: Buffer | undefined): void {
  rmSync(file, { force: true });
  if (bytes !== undefined) writeFileSync(file, bytes);
}

/** The cache, or a part of it, is deleted while a run is under way. */
function deletedCache({ random, ground, calls, nthOf }: Circumstances): Fault {
  const at = nthOf(calls.both);
  const part = pick(random, ['', 'objects', 'steps', 'leases', 'history']);
  return {
    title: `cache/${part} is deleted before write ${at}`,
    ...under(
      atNth(at, isWrite, () => {
        rmSync(path.join(ground.cache, part), { recursive: true, force: true });
        return undefined;
      }),
    ),
    destroys: true,
  };
}

/** The experiment file or its data are edited while a run is under way, before any call, reading ones included. */
function editedSource({ random, ground, calls, nthOf }: Circumstances): Fault {
  const at = nthOf(pick(random, [30, calls.both]));
  const leaves = pick(random, ['clusters', 'epochs', 'data', 'data'] as const);
  return {
    title: `the ${leaves} are edited before call ${at}`,
    ...under(
      atNth(at, isAny, () => {
        ground.write(leaves);
        return undefined;
      }),
    ),
    leaves,
  };
}

function clockJump({ random, calls, nthOf }: Circumstances): Fault {
  const at = nthOf(calls.both);
  const seconds = pick(random, [-86_400, -3_600, -30, 30, 86_400]);
  return {
    title: `the clock jumps by ${seconds} s before write ${at}`,
    ...under(
      atNth(at, isWrite, (_call, _actor, clocks) => {
        clocks.ahead += seconds * 1000;
        return undefined;
      }),
    ),
    isHarmless: true,
  };
}

/** Leases of a run that is no more, on some keys. */
function deadOwner({ random, ground, reference }: Circumstances): Fault {
  const steps = [...reference.steps.values()];
  const chosen = Array.from({ length: 1 + random.below(3) }, () => pick(random, steps));
  const files = chosen.map(({ key }) => path.join(ground.cache, 'leases', `${key}.json`));
  const [what, lease] = pick(random, [
    ['a dead host', { host: 'elsewhere', pid: 1, user: 'ann', started: '5' }],
    ['a dead process', { host: hostname(), pid: 2 ** 22 + 1, user: 'ann', started: '5' }],
    ['a process whose number was given away', { host: hostname(), pid: 1, user: 'ann', started: '5' }],
    ['nobody', null],
  ] as const);
  return {
    title: `leases of ${what} on ${files.length} keys`,
    prepare: () => {
      mkdirSync(path.join(ground.cache, 'leases'), { recursive: true });
      const text = JSON.stringify(lease);
      for (const file of files) writeFileSync(file, random.below(4) === 0 ? text.slice(0, 7) : text);
      return files;
    },
    ...under(undefined, 1000),
    isHarmless: true,
  };
}

/** A moment in a run, and what happens then. */
interface Moment extends Disturbance {
  readonly before: NonNullable<Disturbance['before']>;
  readonly hasCome: () => boolean;
}

function under(moment?: Moment, speed?: number): Pick<Fault, 'perform' | 'hasStruck'> {
  return {
    perform: async (run) => [await runInProcess({ ...run, disturbance: moment, speed })],
    hasStruck: () => moment === undefined || moment.hasCome(),
  };
}

/** The n-th call that counts, and all later ones if it lasts. */
function atNth(
  at: number,
  counts: (call: Call, actor: Actor) => boolean,
  act: Moment['before'],
  lasts = false,
): Moment {
  let seen = 0;
  return {
    before: (call, actor, clocks) => {
      if (!counts(call, actor)) return undefined;
      seen++;
      return seen === at || (lasts && seen > at) ? act(call, actor, clocks) : undefined;
    },
    hasCome: () => seen >= at,
  };
}

const isAny = () => true;

const isWrite = ({ writes }: Call) => writes;

const failure = (code: string, call: Call): Harm => ({ type: 'error', error: systemError(code, call) });
