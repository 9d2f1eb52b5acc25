import type { Inventory, StoredFile } from './inventory.js';
import { isTaken } from './owner.js';
import { ABANDONED_MS, type LeaseSurvey } from './survey-leases.js';

/** Temporary files whose writers are gone. The number of a process says something on its own host only. */
export function leftovers({ temporary }: Inventory, { hasOtherHosts }: LeaseSurvey): StoredFile[] {
  return temporary.filter(({ pid, modified }) => {
    const isOurs = pid !== undefined && !hasOtherHosts;
    return Date.now() - modified > ABANDONED_MS || (isOurs && !isTaken(pid));
  });
}
