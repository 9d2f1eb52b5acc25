import { didYouMean, quote } from '../../language/words.js';

/** What to say of a step id or pattern that matches nothing. */
export function unknownStep(wanted: string, known: readonly string[]): string {
  const hint =
    didYouMean(wanted, likeliest(wanted, known)) ?? '`pipeline plan` lists the stages, `pipeline graph` the steps';
  return `error unknown-step: no step matches ${quote(wanted)}; ${hint}`;
}

/** Beginnings of ids with as many parts as are wanted; of a pattern, as patterns. Names in the same stage come first. */
function likeliest(wanted: string, known: readonly string[]): string[] {
  const parts = wanted.split('/').length;
  const isPattern = wanted.includes('*');
  const beginnings = known.map((id) => {
    const [...names] = id.split('/').slice(0, parts);
    return isPattern && names.length === parts
      ? [...names.slice(0, -1), wanted.split('/').at(-1)].join('/')
      : names.join('/');
  });
  const [stage] = wanted.split('/', 1);
  const isNear = (name: string) => name.split('/', 1)[0] === stage;
  const all = [
    ...new Set(isPattern ? beginnings : [...known.filter((id) => id.split('/').length === parts), ...beginnings]),
  ];
  return [...all.filter(isNear), ...all.filter((name) => !isNear(name))];
}
