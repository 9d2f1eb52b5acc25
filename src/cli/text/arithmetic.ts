import { canFuse, isFused } from '../../algorithms/fused.js';

/** How training and PCA round here. */
export function arithmeticText(): string {
  return isFused() ? 'fused multiply-add' : `two roundings: ${whyNotFused()}; slower, and other last digits than fused`;
}

/** What to know of a lock that was made in the other arithmetic. */
export function otherArithmeticText(locked: boolean): string | undefined {
  if (locked === isFused()) return undefined;
  return locked
    ? `locked with fused multiply-add; here there are two roundings (${whyNotFused()}): training and PCA give other last digits`
    : 'locked in two roundings; here multiply-add is fused, which gives other last digits: KINDRED_FUSED=0 computes as locked';
}

function whyNotFused(): string {
  return canFuse() ? 'KINDRED_FUSED=0' : 'this processor or Node has no fused multiply-add';
}
