import { createRequire } from 'node:module';
import { EngineDoesNotLoad } from '../does-not-load.js';
import type { Engine } from '../engine.js';
import { tfjsEngine } from '../tfjs/engine.js';
import { PACKAGE } from './package.js';
import { prepareEnvironment } from './surroundings.js';

/** What the package calls its backend when it is loaded. */
const BACKEND = 'tensorflow';

/** TensorFlow's own kernels, through the C interface of its library. */
export function tfjsNodeEngine(): Engine {
  prepareEnvironment();
  try {
    // Not an import, which would need the types of a package that may not be there.
    createRequire(import.meta.url)(PACKAGE);
  } catch (error) {
    throw new EngineDoesNotLoad('tfjs-node', error);
  }
  return tfjsEngine(BACKEND);
}
