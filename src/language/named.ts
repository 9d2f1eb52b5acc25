import type { Named } from './config.js';

/** Names each choice by its kind, and by the parameters that differ where its kind is in the list more than once. */
export function named<Choice extends { readonly use: string }>(choices: readonly Choice[]): readonly Named<Choice>[] {
  return choices.map((choice) => {
    const rivals = choices.filter(({ use }) => use === choice.use);
    const differing = paramsOf(choice).filter(([param, value]) =>
      rivals.some((rival) => rival[param as keyof Choice] !== value),
    );
    const params = differing.map(([param, value]) => `${param}=${value}`).join(',');
    return { ...choice, name: params === '' ? choice.use : `${choice.use}(${params})` };
  });
}

function paramsOf(choice: { readonly use: string }): [string, unknown][] {
  return Object.entries(choice).filter(([param]) => param !== 'use');
}
