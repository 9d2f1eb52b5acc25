import { takeInventory, totalSize } from '../store/inventory.js';
import { bytes, complain } from './output.js';

/** Says that the cache has outgrown its cap. Nothing is removed but by `cache gc`. */
export function complainAboveCap(root: string, cap: number): void {
  const size = totalSize(takeInventory(root));
  if (size <= cap) return;
  complain(
    `note: the cache holds ${bytes(size)}, more than ${bytes(cap)}; \`pipeline cache gc --max-size ${bytes(cap).replace(' ', '')}\` shows what can go`,
  );
}
