import type { Command } from 'commander';
import { examples, exitWith, experimentCommand, jobsOption, reporterOption } from './declare.js';

export function addLock(root: Command): void {
  experimentCommand(
    root,
    'lock',
    'write FILE.lock.json beside a finished experiment: what made its results, and their digests',
  )
    .addHelpText('after', examples('pipeline lock exp.yaml', 'pipeline run exp.yaml --locked'))
    .action(async (file, options) => exitWith((await import('../commands/lock.js')).lock(file, options)));
}

export function addReproduce(root: Command): void {
  root
    .command('reproduce')
    .description('run a locked experiment from nothing and compare every digest; exit status 1 where one differs')
    .argument('<lock>', 'a lock file')
    .option('--cache <dir>', 'an empty folder to run in, instead of a temporary one that is removed')
    .option('--out <dir>', 'keep the results in this folder')
    .addOption(jobsOption())
    .addOption(reporterOption())
    .addHelpText(
      'after',
      examples('pipeline reproduce exp.lock.json', 'pipeline reproduce exp.lock.json --cache /data/again --out again'),
    )
    .action(async (file, options) => exitWith((await import('../commands/reproduce.js')).reproduce(file, options)));
}

export function addVerify(root: Command): void {
  experimentCommand(root, 'verify', 'run cached steps again, apart from the cache, and compare bytes')
    .requiredOption('--rerun <step...>', 'the steps (* stands for any text)')
    .addOption(jobsOption())
    .addOption(reporterOption())
    .addHelpText(
      'after',
      examples('pipeline verify exp.yaml --rerun train/NN0@10', "pipeline verify exp.yaml --rerun 'cluster/*' page"),
    )
    .action(async (file, options) => exitWith((await import('../commands/verify.js')).verify(file, options)));
}
