import { median } from './median.mjs';

/** CPU seconds of this process for the work: the median of some calls after the first, and what the last call gave. */
export function cpuSeconds(work, calls = 4) {
  const seconds = [];
  let result;
  for (let call = 0; call < calls; call++) {
    const before = process.cpuUsage();
    result = work(call);
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  return { seconds: median(seconds.slice(1)), result };
}

export function printJson(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
