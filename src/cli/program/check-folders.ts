import { type Command, CommanderError } from 'commander';
import { EXIT } from '../call.js';
import { isPlace } from '../places.js';

/**
 * Before a command does anything: whether every option that takes a folder has one that is there or can be made. What nobody
 * asked for need not be there: commands that only read do without.
 */
export function checkFolders(command: Command): void {
  for (const option of command.options) {
    if (option.flags.match(FOLDER) === null) continue;
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    const place = command.getOptionValueSource(name) === 'default' ? 'folder or nothing' : 'folder';
    if (typeof value === 'string' && !isPlace(option.long ?? name, value, place))
      throw new CommanderError(EXIT.wrong, 'kindred.badPath', '');
  }
}

const FOLDER = /<dir>/i;
