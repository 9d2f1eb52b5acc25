#!/usr/bin/env node
import { getHeapStatistics } from 'node:v8';
import { shortageOf } from '../store/shortage.js';

/** With less, the smallest run is likely to die of it. */
const SMALLEST_HEAP = 64 * 2 ** 20;

/** Loads the rest only here, so that a shortage which shows even then is told in words. */
async function main(): Promise<void> {
  if (getHeapStatistics().heap_size_limit < SMALLEST_HEAP) {
    complainOfShortage("JavaScript's heap may not grow to 64 MB: raise --max-old-space-size in NODE_OPTIONS");
    return;
  }
  try {
    await (await import('./start.js')).start();
  } catch (error) {
    const shortage = shortageOf(error);
    if (shortage === undefined) throw error;
    complainOfShortage(shortage);
  }
}

function complainOfShortage(shortage: string): void {
  process.exitCode = 1;
  process.stderr.write(`error too-few-means: ${shortage}; finished steps are kept\n`);
}

await main();
