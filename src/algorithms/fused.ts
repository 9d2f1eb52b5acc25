import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/**
 * Whether training and PCA compute with fused multiply-add here, which rounds a product and a sum once: where Node and the processor
 * have it, unless the environment has KINDRED_FUSED=0. The bits of a fused module are the same wherever it is fused.
 */
export function isFused(): boolean {
  return process.env['KINDRED_FUSED'] !== '0' && canFuse();
}

/** Whether it could: WebAssembly's relaxed instruction may also round twice, where the processor has no better. */
export function canFuse(): boolean {
  able ??= hasRelaxedSimd() && fuses();
  return able;
}

let able: boolean | undefined;

type OwnModule = 'training' | 'linear-algebra';

/** One of our modules: each is built twice from the same source. Both src/ and dist/ are two folders above it. */
export function moduleFile(name: OwnModule, fused: boolean): string {
  return fileURLToPath(new URL(`../../dist/wasm/${name}${fused ? '-fused' : ''}.wasm`, import.meta.url));
}

export function compile(name: OwnModule, fused: boolean): WebAssembly.Module {
  if (fused && !canFuse()) throw new Error('internal error: fused multiply-add was planned, but is not here');
  return new WebAssembly.Module(readFileSync(moduleFile(name, fused)));
}

/** Node 20 has relaxed SIMD behind a flag, which NODE_OPTIONS may not hold; later ones have it without. */
function hasRelaxedSimd(): boolean {
  if (!WebAssembly.validate(PROBE)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(PROBE);
}

/** The square of 1 + 2^-12 is 1 + 2^-11 + 2^-24, whose last digit is lost where float32 rounds the product. */
function fuses(): boolean {
  const { multiplyAdd } = new WebAssembly.Instance(new WebAssembly.Module(PROBE)).exports as Probe;
  return multiplyAdd(1 + 1 / 4096, 1 + 1 / 4096, -1 - 1 / 2048) === 1 / 16_777_216;
}

interface Probe {
  multiplyAdd(a: number, b: number, sum: number): number;
}

/** A module whose one function gives lane 0 of `f32x4.relaxed_madd`, its three arguments as vectors. */
const PROBE = Buffer.from(
  [
    '0061736d01000000', // WebAssembly 1
    '0108' + '0160037d7d7d017d', // a type: three f32 give one
    '0302' + '0100', // a function of it,
    '070f' + '010b6d756c7469706c794164640000', // exported as multiplyAdd:
    '0a16' + '011400' + '2000fd13' + '2001fd13' + '2002fd13' + 'fd8502' + 'fd1f00' + '0b', // splat thrice, madd, extract
  ].join(''),
  'hex',
);
