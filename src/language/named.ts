import type { Named } from './config.js';

/** Names each choice by its kind, and by the parameters that differ where its kind is in the list more than once. */
export function named<Choice extends { readonly use: string }>(choices: readonly Choice[]): readonly Named<Choice>[] {
  const values = new Map<string, Set<unknown>>();
  for (const choice of choices) {
    for (const [param, value] of paramsOf(choice)) {
      const name = `${choice.use} ${param}`;
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return choices.map((choice) => {
    const differing = paramsOf(choice).filter(([param]) => (values.get(`${choice.use} ${param}`)?.size ?? 0) > 1);
    const params = differing.map(([param, value]) => `${param}=${value}`).join(',');
    return { ...choice, name: params === '' ? choice.use : `${choice.use}(${params})` };
  });
}

function paramsOf(choice: { readonly use: string }): [string, unknown][] {
  return Object.entries(choice).filter(([param]) => param !== 'use');
}
