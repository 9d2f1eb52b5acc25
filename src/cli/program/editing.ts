import { Argument, type Command, Option } from 'commander';
import { examples, exitWith, experimentCommand, failFastOf, runningCommand } from './declare.js';

export function addInit(root: Command): void {
  root
    .command('init')
    .description('write a small commented experiment to start from; a file that is there stays as it is')
    .argument('[file]', 'the file to write', 'exp.yaml')
    .addHelpText('after', examples('pipeline init', 'pipeline init experiments/shapes.yaml'))
    .action(async (file) => exitWith((await import('../commands/init.js')).init(file)));
}

export function addWatch(root: Command): void {
  runningCommand(root, 'watch', 'run an experiment, and again whenever it is saved; Ctrl-C ends it')
    .addHelpText(
      'after',
      examples('pipeline watch exp.yaml', 'pipeline watch exp.yaml --set dataset.train=2000 --jobs 2'),
    )
    .action(async (file, options) =>
      exitWith(
        (await import('../commands/watch.js')).watch(file, { ...options, failFast: failFastOf(options), force: [] }),
      ),
    );
}

export function addGraph(root: Command): void {
  experimentCommand(root, 'graph', 'a picture of the steps, with what is cached, runs or may run')
    .addOption(new Option('--format <kind>', 'what is printed').choices(['mermaid', 'dot', 'svg']).default('mermaid'))
    .option('--steps', 'every step, instead of one box for each stage and model')
    .option('--only <step...>', 'only these steps and what they need (* stands for any text)', [])
    .addHelpText(
      'after',
      examples(
        'pipeline graph exp.yaml',
        'pipeline graph exp.yaml --format svg > graph.svg',
        "pipeline graph exp.yaml --steps --only 'label/NN0@*' --format dot | dot -Tpdf -o graph.pdf",
      ),
    )
    .action(async (file, options) => exitWith((await import('../commands/graph.js')).graph(file, options)));
}

export function addDiff(root: Command): void {
  root
    .command('diff')
    .description('what differs between two experiments, as they are decided, and between their results')
    .argument('<a>', 'an experiment file, a case of its matrix (exp.yaml#case), or a results folder or its run.json')
    .argument('<b>', 'another one')
    .option('--cache <dir>', 'cache folder', 'cache')
    .option('--json', 'one JSON document')
    .option('--check', 'exit status 3 if anything differs')
    .addHelpText(
      'after',
      examples('pipeline diff one.yaml two.yaml', 'pipeline diff results/one two.yaml', 'pipeline diff a b --json'),
    )
    .action(async (a, b, options) => exitWith((await import('../commands/diff.js')).diff(a, b, options)));
}

export function addExport(root: Command): void {
  experimentCommand(root, 'export', "write what steps made as files, under the experiment's own names")
    .argument('<step...>', 'steps, or one file of a step: capture/NN0@5/conv1 (* stands for any text)')
    .requiredOption('--to <dir>', 'folder to write them to')
    .option('--force', 'replace files that are there with other content')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples(
        'pipeline export exp.yaml capture/NN0@5/conv1 --to out         # out/NN0@5/conv1.npy',
        "pipeline export exp.yaml 'capture/*@5/conv1' 'train/*@5/checkpoint' --to out",
        "pipeline export exp.yaml 'cluster/*/assignments' probe/ids --to out",
        'pipeline export exp.yaml table/similarity page --to paper',
      ),
    )
    .action(async (file, steps, options) =>
      exitWith((await import('../commands/export.js')).exportFiles(file, steps, options)),
    );
}

export function addCompletion(root: Command): void {
  root
    .command('completion')
    .description('print a script that lets a shell complete commands, options, files and steps')
    .addArgument(new Argument('<shell>', 'the shell that you use').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        'eval "$(pipeline completion bash)"',
        'eval "$(pipeline completion zsh)"',
        'pipeline completion fish | source',
      ),
    )
    .action(async (shell) => exitWith((await import('../commands/completion.js')).completion(shell)));
  root
    .command('complete', { hidden: true })
    .description('what the scripts ask')
    .argument('[word...]')
    .action(async (words) => exitWith((await import('../commands/complete.js')).complete(root, words)));
}
