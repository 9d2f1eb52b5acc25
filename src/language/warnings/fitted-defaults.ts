import { fittedDefaults } from '../fitted-defaults.js';
import { fieldName } from '../origins.js';
import { quote } from '../words.js';
import type { Known } from './known.js';
import type { Warning } from './warning.js';

export function loweredDefaults({ config, facts, positions }: Known): Warning[] {
  return fittedDefaults(config, facts, positions).map(({ path, value, standard, bound }) => ({
    code: 'fitted-default',
    message: `${quote(fieldName(config, path))} is ${value}, not ${standard} as by default: there are ${bound.count} ${bound.what}`,
    hint: 'write the number out, and this is not told again',
    path,
  }));
}
