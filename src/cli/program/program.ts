import { Command, Option } from 'commander';
import { complain, print } from '../output.js';
import { versions } from '../versions.js';
import { addCache } from './cache.js';
import { checkFolders } from './check-folders.js';
import { examples, exitWith, experimentCommand, failFastOf, jobsOption, runningCommand } from './declare.js';
import { addCompletion, addDiff, addExport, addGraph, addInit, addWatch } from './editing.js';
import { addLock, addReproduce, addVerify } from './locks.js';
import { sizeOption } from './quantities.js';

/** The command line; each command's own modules are loaded when it runs. */
export function program(): Command {
  const root = new Command('pipeline')
    .description(
      'Finds which neural networks treat the same data alike. One YAML file says what to train, capture, cluster and compare.',
    )
    .version(versions().kindred, '-V, --version', 'print the version')
    .option('--debug', 'show stack traces of internal errors')
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => complain(text.trimEnd()) })
    .hook('preAction', (_, command) => checkFolders(command))
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      examples(
        'pipeline run experiments/quickstart.yaml',
        'pipeline plan experiments/quickstart.yaml',
        'pipeline run --help',
      ),
    );
  addInit(root);
  addRun(root);
  addWatch(root);
  addPlan(root);
  addWhy(root);
  addValidate(root);
  addShow(root);
  addGraph(root);
  addDiff(root);
  addExport(root);
  addLock(root);
  addReproduce(root);
  addVerify(root);
  addCache(root);
  addDoctor(root);
  addCompletion(root);
  return root;
}

function addRun(root: Command): void {
  runningCommand(root, 'run', 'bring every result of an experiment up to date')
    .option('--force <step...>', 'run these steps even if cached', [])
    .addOption(
      new Option('--cache-cap <size>', 'a cache larger than this is named at the end of a run')
        .argParser(sizeOption)
        .default(20e9, '20GB'),
    )
    .option('--locked', 'refuse whatever differs from the lock beside the experiment, and check the results against it')
    .addHelpText(
      'after',
      examples(
        'pipeline run exp.yaml',
        'pipeline run exp.yaml --set train.epochs=20 --jobs 2',
        'pipeline run exp.yaml --set run.stages.train.timeout=2h --fail-fast',
        "pipeline run exp.yaml --force 'cluster/*' --reporter plain",
        "pipeline run exp.yaml --only 'train/NN0@*'",
      ),
    )
    .action(async (file, options) =>
      exitWith(
        (await import('../commands/run-if-needed.js')).runIfNeeded(file, { ...options, failFast: failFastOf(options) }),
      ),
    );
}

function addPlan(root: Command): void {
  experimentCommand(root, 'plan', 'what a run would do, what is cached, and what the rest costs; changes nothing')
    .addOption(jobsOption())
    .option('--out <dir>', 'folder of the results', 'results')
    .option('--json', 'one JSON document')
    .option('--check', 'say it by the exit status too: 0 nothing to do, 3 work to do')
    .addHelpText(
      'after',
      examples(
        'pipeline plan exp.yaml',
        'pipeline plan exp.yaml --set cluster.kmeans.k=12',
        'pipeline plan exp.yaml --json',
        'pipeline plan exp.yaml --check || pipeline run exp.yaml',
      ),
    )
    .action(async (file, options) => exitWith((await import('../commands/plan.js')).plan(file, options)));
}

function addWhy(root: Command): void {
  experimentCommand(root, 'why', 'why steps would run: each change since the last run, and all that it reaches')
    .argument('[step]', 'one step in detail, such as train/NN0@10')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples(
        'pipeline why exp.yaml',
        'pipeline why exp.yaml train/NN0@10',
        'pipeline why exp.yaml --set cluster.kmeans.k=9 --json',
      ),
    )
    .action(async (file, step, options) => exitWith((await import('../commands/why.js')).why(file, step, options)));
}

function addValidate(root: Command): void {
  root
    .command('validate')
    .description('every error in experiment files, and nothing else')
    .argument('<file...>', 'experiment files')
    .option('--cache <dir>', 'cache folder, which remembers what large datasets hold', 'cache')
    .addHelpText('after', examples('pipeline validate exp.yaml', 'pipeline validate experiments/*.yaml'))
    .action(async (files, options) => exitWith((await import('../commands/validate.js')).validate(files, options)));
}

function addShow(root: Command): void {
  experimentCommand(root, 'show', "the decided experiment, every default filled in, or a step's manifest")
    .argument('[step]', 'a step id, such as train/NN0@10')
    .option('--origin [path]', 'a line for each decided value, or those at a path: path, value, where it comes from')
    .addHelpText(
      'after',
      examples(
        'pipeline show exp.yaml',
        'pipeline show exp.yaml --origin models.NN0.optimizer',
        'pipeline show exp.yaml train/NN0@10',
      ),
    )
    .action(async (file, step, options) => exitWith((await import('../commands/show.js')).show(file, step, options)));
}

function addDoctor(root: Command): void {
  root
    .command('doctor')
    .description(
      'what this machine has: engines that work and why others do not, versions, cores, memory, folders, the terminal',
    )
    .option('--cache <dir>', 'cache folder', 'cache')
    .option('--out <dir>', 'folder of the results', 'results')
    .option('--json', 'one JSON document')
    .addHelpText('after', examples('pipeline doctor', 'pipeline doctor --json'))
    .action(async (options) => exitWith((await import('../commands/doctor.js')).doctor(options)));
}
