import type { Argument, Command, Option } from 'commander';

/** What the words of a command line say so far. */
export interface Typed {
  readonly command: Command;
  /** Words that are neither options nor their values. */
  readonly operands: readonly string[];
  /** Values of --set. */
  readonly set: readonly string[];
  /** The option that the next word is a value of. */
  readonly waiting: Option | undefined;
}

export function readTyped(root: Command, words: readonly string[]): Typed {
  const start: Typed = { command: root, operands: [], set: [], waiting: undefined };
  return words.reduce(readWord, start);
}

function readWord(typed: Typed, word: string): Typed {
  const { command, operands, set, waiting } = typed;
  if (word.startsWith('-'))
    return { ...typed, waiting: word.includes('=') ? undefined : optionWithValue(command, word) };
  if (waiting !== undefined) {
    const sets = waiting.long === '--set' ? [...set, word] : set;
    return { ...typed, set: sets, waiting: waiting.variadic ? waiting : undefined };
  }
  const inner = operands.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  return inner === undefined ? { ...typed, operands: [...operands, word] } : { ...typed, command: inner };
}

/** The option with this flag, if it takes a value. */
export function optionWithValue({ options }: Command, flag: string): Option | undefined {
  return options.find((option) => (option.long === flag || option.short === flag) && !option.isBoolean());
}

/** The argument that the next operand is. */
export function nextArgument({ command, operands }: Typed): Argument | undefined {
  const { registeredArguments: all } = command;
  const last = all.at(-1);
  return all[operands.length] ?? (last?.variadic ? last : undefined);
}

/** The operand that was given for the argument of a name. */
export function operandOf({ command, operands }: Typed, name: string): string | undefined {
  return operands[command.registeredArguments.findIndex((argument) => argument.name() === name)];
}
