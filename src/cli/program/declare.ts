import { type Command, InvalidArgumentError, Option } from 'commander';

/** A command that takes an experiment file. */
export function experimentCommand(root: Command, name: string, description: string): Command {
  return root
    .command(name)
    .description(description)
    .argument('<file>', 'the experiment, a YAML file')
    .addOption(setOption())
    .addOption(caseOption())
    .option('--cache <dir>', 'cache folder', 'cache');
}

/** A command that runs an experiment, with the options of how. */
export function runningCommand(root: Command, name: string, description: string): Command {
  return experimentCommand(root, name, description)
    .addOption(jobsOption())
    .option('--fail-fast', 'start no more steps once one has failed (default: run.failFast of the experiment)')
    .addOption(new Option('--keep-going', 'run all steps that do not need a failed one').conflicts('failFast'))
    .option('--only <step...>', 'only these steps and what they need (* stands for any text)', [])
    .option('--out <dir>', 'folder of the results', 'results')
    .addOption(reporterOption());
}

/** Undefined where neither is given: the experiment says then. */
export function failFastOf(options: {
  readonly failFast?: boolean;
  readonly keepGoing?: boolean;
}): boolean | undefined {
  return options.keepGoing ? false : options.failFast;
}

export function setOption(): Option {
  const help = 'change a field of the experiment, such as train.epochs=20; may be repeated';
  return new Option('--set <path=value>', help).argParser(collect).default([]);
}

export function caseOption(): Option {
  return new Option('--case <case>', "one of the experiments that the file's matrix makes");
}

export function jobsOption(): Option {
  const help = 'worker processes (default: run.jobs of the experiment, or the number of cores)';
  return new Option('--jobs <n>', help).argParser(positiveInteger);
}

export function reporterOption(): Option {
  return new Option('--reporter <kind>', 'how progress is shown').choices(['live', 'plain', 'json']);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 1024)
    throw new InvalidArgumentError('expected a whole number from 1 to 1024');
  return value;
}

export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}

export async function exitWith(status: number | Promise<number>): Promise<void> {
  process.exitCode = await status;
}
