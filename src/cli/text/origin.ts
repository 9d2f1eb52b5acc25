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
