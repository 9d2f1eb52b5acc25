import { type Summary, summaryOf } from '../../runner/cost.js';
import type { Plan } from '../commands/plan.js';
import { describeEngines } from '../engines.js';
import { bytes, duration } from '../output.js';

/** A plan for people: tables of stages and models, what runs first, and what it costs. */
export function planText(plan: Plan): string {
  const { engines, steps, models } = plan;
  const stages = [...new Set(steps.map(({ stage }) => stage))];
  const ofStages = stages.map((stage) => ({ name: stage, ...summaryOf(steps.filter((one) => one.stage === stage)) }));
  const all = { name: 'all', ...summaryOf(steps) };
  const isWork = all.cached < steps.length;
  const ofModels = isWork ? models.map(({ model, ...summary }) => ({ name: model, ...summary })) : [];
  return [
    describeEngines(engines),
    table('stage', [...ofStages, all]),
    ...(ofModels.length > 1 ? [table('model', ofModels)] : []),
    ...(isWork ? [...resultsLine(plan), ...firstSteps(plan), costLine(plan)] : ending(plan)),
  ].join('\n\n');
}

type Row = Summary & { readonly name: string };

function table(title: string, rows: readonly Row[]): string {
  const cells = rows.map(({ name, run, mayRun, cached, seconds, bytes: size }) => {
    const isWork = run + mayRun > 0;
    return [
      name,
      `${run}`,
      `${mayRun}`,
      `${cached}`,
      isWork ? amount(seconds, duration) : '',
      isWork ? amount(size, bytes) : '',
    ];
  });
  const lines = [[title, 'run', 'may run', 'cached', 'work', 'writes'], ...cells];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines
    .map(([name, ...numbers]) => `${name.padEnd(width)}${numbers.map((cell) => cell.padStart(12)).join('')}`.trimEnd())
    .join('\n');
}

function amount(value: number | null, inWords: (value: number) => string): string {
  return value === null ? '?' : inWords(value);
}

function firstSteps({ steps }: Plan): string[] {
  const certain = steps.filter(({ status }) => status === 'run').map(({ id }) => id);
  const shown = certain.slice(0, 8).join(', ');
  return [`runs: ${shown}${certain.length > 8 ? `, and ${certain.length - 8} more` : ''}`];
}

function costLine({ jobs, estimatedSeconds, typicalSeconds, leastSeconds, estimatedBytes }: Plan): string {
  const withJobs = `with ${jobs} ${jobs === 1 ? 'job' : 'jobs'}`;
  if (typicalSeconds !== null)
    return `no run has recorded what all of this costs; by typical rates about ${duration(typicalSeconds)} ${withJobs}`;
  if (estimatedSeconds === null || leastSeconds === null || estimatedBytes === null) {
    return 'no run has recorded what all of this costs';
  }
  const least = leastSeconds < estimatedSeconds ? `, ${duration(leastSeconds)} if all is spared that may be` : '';
  return `about ${duration(estimatedSeconds)} ${withJobs}${least}; writes ${bytes(estimatedBytes)}`;
}

/** Where no step runs. */
function ending({ results: { problem } }: Plan): string[] {
  return problem === null ? ['nothing to do'] : [`results: ${problem}\na run writes them again, and runs no step`];
}

/** That results are missing, or of what has changed, goes without saying where steps run. */
function resultsLine({ results: { status, problem } }: Plan): string[] {
  return status === 'another' || status === 'damaged' || status === 'unreadable' ? [`results: ${problem}`] : [];
}
