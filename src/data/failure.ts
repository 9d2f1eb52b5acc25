/** Why a dataset cannot be read, and what to do. */
export interface DataFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
