import type { EngineName } from '../language/config.js';

/** An engine whose files are here, but which this process cannot load. */
export class EngineDoesNotLoad extends Error {
  constructor(engine: EngineName, cause: unknown) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    super(`the engine ${engine} does not load: ${reason}`, { cause });
  }
}
