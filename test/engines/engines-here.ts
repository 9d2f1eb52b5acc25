import { ENGINES } from '../../src/engines/catalogue.js';
import { engineNamed } from '../../src/engines/choose.js';
import type { Engine } from '../../src/engines/engine.js';
import { namesOf } from '../../src/language/choose-engine.js';
import type { EngineName } from '../../src/language/config.js';

/** Every engine of this machine, for tests that compare all of them with one result of tfjs. */
export async function enginesHere(): Promise<{ readonly name: EngineName; readonly engine: Engine }[]> {
  const names = namesOf(ENGINES).filter((name) => ENGINES[name].missing() === undefined);
  return await Promise.all(names.map(async (name) => ({ name, engine: await engineNamed(name) })));
}
