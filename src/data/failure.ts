import type { Complaint } from '../language/complaint.js';
import type { ConfigPath } from '../language/config.js';

/** Why a dataset cannot be used, what to do, and which part of the experiment file asks for it. */
export interface DataFailure extends Complaint {
  readonly hint: string;
}

/** A file of a dataset, and the part of the experiment file that names it. */
export interface NamedFile {
  readonly file: string;
  readonly path: ConfigPath;
}

export function isFailure<Value extends object>(result: Value | DataFailure): result is DataFailure {
  return 'code' in result;
}
