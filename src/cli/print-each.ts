import { print } from './output.js';
import type { Prepared } from './prepare.js';

/** Prints what there is to say of each experiment: a JSON document a line, or text; of several with their names. */
export function printEach(
  all: readonly Prepared[],
  { json }: { readonly json?: boolean },
  tell: (prepared: Prepared) => object | string,
): void {
  for (const [index, prepared] of all.entries()) {
    const { name } = prepared.config;
    const told = tell(prepared);
    const isNamed = prepared.case !== undefined;
    if (json) print(JSON.stringify(isNamed ? { experiment: name, ...(told as object) } : told));
    else print(isNamed ? `${index > 0 ? '\n' : ''}experiment ${name}\n${told}` : String(told));
  }
}
