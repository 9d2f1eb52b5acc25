import type { Command } from 'commander';
import { pathsFrom } from './paths.js';
import { nextArgument, operandOf, optionWithValue, readTyped, type Typed } from './typed.js';

/** What the last word of a command line may become. */
export interface Candidate {
  readonly text: string;
  /** A few words of help, or none. */
  readonly about: string;
}

/** `words` are those after the program's name; the last one is being typed and may be empty. */
export async function candidatesFor(root: Command, words: readonly string[]): Promise<Candidate[]> {
  const typed = readTyped(root, words.slice(0, -1));
  const word = words.at(-1) ?? '';
  const candidates = await possibleWords(typed, word);
  return candidates.filter(({ text }) => text.startsWith(word));
}

async function possibleWords(typed: Typed, word: string): Promise<Candidate[]> {
  const { command, waiting } = typed;
  const [flag, value] = word.startsWith('--') ? splitAt(word, '=') : [word, undefined];
  if (value !== undefined) {
    const values = await optionValues(typed, optionWithValue(command, flag), value);
    return values.map((each) => plain(`${flag}=${each}`));
  }
  if (word.startsWith('-')) return optionsOf(command);
  if (waiting !== undefined) return (await optionValues(typed, waiting, word)).map(plain);
  return [
    ...(typed.operands.length === 0 ? commandsOf(command) : []),
    ...(await argumentValues(typed, word)).map(plain),
  ];
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}

function plain(text: string): Candidate {
  return { text, about: '' };
}

function commandsOf(command: Command): Candidate[] {
  const visible = command.commands.length === 0 ? [] : command.createHelp().visibleCommands(command);
  return visible.map((one) => ({ text: one.name(), about: one.description() }));
}

function optionsOf(command: Command): Candidate[] {
  const visible = command.createHelp().visibleOptions(command);
  return visible.map(({ long, description }) => ({ text: long ?? '', about: description }));
}

async function optionValues(typed: Typed, option: ReturnType<typeof optionWithValue>, part: string): Promise<string[]> {
  const [, name = ''] = /[<[]([a-z]+)/.exec(option?.flags ?? '') ?? [];
  return option?.argChoices ?? (await valuesOf(name, typed, part));
}

async function argumentValues(typed: Typed, part: string): Promise<string[]> {
  const argument = nextArgument(typed);
  return argument?.argChoices ?? (await valuesOf(argument?.name() ?? '', typed, part));
}

/** By what the help calls an argument, or the value of an option. */
async function valuesOf(name: string, typed: Typed, part: string): Promise<string[]> {
  switch (name) {
    case 'file':
    case 'a':
    case 'b':
      return pathsFrom(part, /\.ya?ml$/i);
    case 'lock':
      return pathsFrom(part, /\.lock\.json$/);
    case 'archive':
      return pathsFrom(part, /\.tar$/);
    case 'dir':
      return pathsFrom(part);
    case 'step':
      return await stepsOf(typed, part);
    case 'case':
      return await casesOf(typed);
    default:
      return [];
  }
}

async function casesOf(typed: Typed): Promise<string[]> {
  const file = operandOf(typed, 'file');
  return file === undefined ? [] : (await import('./step-ids.js')).caseNames(file, typed.set);
}

/** Steps of the experiment that was named, as far as their next slash: there may be thousands. */
async function stepsOf(typed: Typed, part: string): Promise<string[]> {
  const file = operandOf(typed, 'file');
  if (file === undefined) return [];
  const { stepIds } = await import('./step-ids.js');
  const ends = stepIds(file, typed.set)
    .filter((id) => id.startsWith(part))
    .map((id) => id.slice(0, id.indexOf('/', part.length) + 1) || id);
  return [...new Set(ends)];
}
