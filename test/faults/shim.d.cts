import type fs from 'node:fs';

export interface Call {
  readonly name: string;
  readonly file: string;
  /** The second file of a rename or a link. */
  readonly to: string | undefined;
  readonly writes: boolean;
}

export type Gate = <Result>(call: Call, perform: () => Result, performHalf: () => void) => Result;

export function install(options: { isWatched: (file: string) => boolean; gate: Gate }): void;
export function uninstall(): void;
export function systemError(code: string, call: Call): NodeJS.ErrnoException;
/** The calls as they were. */
export const original: Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fsyncSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'utimesSync'
  | 'writeFileSync'
  | 'writeSync'
>;
