import { canFuse } from '../../src/algorithms/fused.js';

/** The ways in which modules round here: two where the processor has fused multiply-add. */
export const ARITHMETICS = [
  { name: 'in two roundings', fused: false } as const,
  ...(canFuse() ? [{ name: 'fused', fused: true } as const] : []),
];
