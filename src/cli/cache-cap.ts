import { takeInventory, totalSize } from '../store/inventory.js';
import { bytes, complain } from './output.js';

/** Says that the cache has outgrown its cap. Nothing is removed but by `cache gc`. */
export function complainAboveCap(root: string, cap: number): void {
  const size = sizeOf(root);
  if (size === undefined || size <= cap) return;
  complain(
    `note: the cache holds ${bytes(size)}, more than ${bytes(cap)}; \`pipeline cache gc --max-size ${bytes(cap).replace(' ', '')}\` shows what can go`,
  );
}

/** Undefined where parts of it cannot be read, which is no reason for a run to fail. */
function sizeOf(root: string): number | undefined {
  try {
    return totalSize(takeInventory(root));
  } catch {
    return undefined;
  }
}
