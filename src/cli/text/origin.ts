import type { FittedDefault } from '../../language/fitted-defaults.js';
import type { Origin } from '../../language/positions.js';
import { escapeInvisible } from '../../language/words.js';

/** Such as `exp.yaml:3:7`, `--set seed=8`, `environment EPOCHS` or `default`. */
export function originText(origin: Origin | undefined): string {
  switch (origin?.from) {
    case 'file': {
      const { file, line, column } = origin.position;
      return `${file}:${line}:${column}`;
    }
    case 'set':
      return `--set ${escapeInvisible(origin.text)}`;
    case 'environment':
      return `environment ${origin.variables.join(', ')}`;
    default:
      return 'default';
  }
}

/** Such as `default, lowered from 50 to fit 15 probe samples`. */
export function defaultText({ standard, bound: { count, what } }: FittedDefault): string {
  return `default, lowered from ${standard} to fit ${count} ${what}`;
}
