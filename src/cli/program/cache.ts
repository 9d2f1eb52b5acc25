import type { Command } from 'commander';
import { caseOption, examples, exitWith, setOption } from './declare.js';
import { durationOption, sizeOption } from './quantities.js';

export function addCache(root: Command): void {
  const cache = root.command('cache').description('look at the cache, check it, and make room in it');
  addLs(cache);
  addVerify(cache);
  addGc(cache);
  addExport(cache);
  addImport(cache);
}

function addLs(cache: Command): void {
  cacheCommand(cache, 'ls', 'cached steps and their sizes, by stage')
    .addHelpText('after', examples('pipeline cache ls', 'pipeline cache ls --cache /data/kindred --json'))
    .action(async (options) => exitWith((await import('../commands/cache-ls.js')).cacheLs(options)));
}

function addVerify(cache: Command): void {
  cacheCommand(cache, 'verify', 'read every object and manifest, and say what is wrong; exit status 1 if anything is')
    .option('--repair', 'remove what is wrong, so that the next run makes it again')
    .addHelpText('after', examples('pipeline cache verify', 'pipeline cache verify --repair'))
    .action(async (options) => exitWith((await import('../commands/cache-verify.js')).cacheVerify(options)));
}

function addGc(cache: Command): void {
  cacheCommand(cache, 'gc', 'show what can go from the cache; with --yes, remove it')
    .option('--older-than <time>', 'steps that no run has used for so long, such as 30d', durationOption)
    .option('--max-size <size>', 'the longest unused steps, until the rest fits, such as 10GB', sizeOption)
    .option('--keep <file...>', 'nothing that these experiments reach; alone: all that they do not', [])
    .option('--yes', 'remove it')
    .addHelpText(
      'after',
      examples(
        'pipeline cache gc --older-than 30d',
        'pipeline cache gc --max-size 10GB --yes',
        'pipeline cache gc --keep experiments/*.yaml --yes',
      ),
    )
    .action(async (options) => exitWith((await import('../commands/cache-gc.js')).cacheGc(options)));
}

function addExport(cache: Command): void {
  cacheCommand(cache, 'export', "write what the cache has of a finished experiment's steps as one file")
    .argument('<archive>', 'the file to write, a tar')
    .argument('<file>', 'the experiment, a YAML file')
    .addOption(setOption())
    .addOption(caseOption())
    .addHelpText('after', examples('pipeline cache export exp.tar exp.yaml'))
    .action(async (archive, file, options) =>
      exitWith((await import('../commands/cache-export.js')).cacheExport(archive, file, options)),
    );
}

function addImport(cache: Command): void {
  cacheCommand(cache, 'import', 'take exported steps into the cache; every byte is checked first')
    .argument('<archive>', 'an exported file')
    .addHelpText(
      'after',
      examples('pipeline cache import exp.tar', 'pipeline cache import exp.tar --cache /data/kindred'),
    )
    .action(async (archive, options) =>
      exitWith((await import('../commands/cache-import.js')).cacheImport(archive, options)),
    );
}

function cacheCommand(cache: Command, name: string, description: string): Command {
  return cache
    .command(name)
    .description(description)
    .option('--cache <dir>', 'cache folder', 'cache')
    .option('--json', 'one JSON document');
}
