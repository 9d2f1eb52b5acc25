import type { Reporter, TestModule } from 'vitest/node';

/** Ends the test run with the line `N passed, N failed`. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.state() === 'failed' && module.children.size === 0).length;
    process.stdout.write(`\n${count('passed')} passed, ${count('failed') + broken + errors.length} failed\n`);
  }
}
