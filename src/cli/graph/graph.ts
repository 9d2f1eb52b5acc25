import { groupBy } from '../../algorithms/group-by.js';
import { partsOf } from '../../runner/earlier-run.js';
import { type Forecast, forecastRun } from '../../runner/forecast.js';
import type { Step } from '../../runner/step.js';
import type { Store } from '../../store/store.js';
import { withoutImplied } from './without-implied.js';

export type Status = Forecast['status'];

/** From nothing to do to most. */
export const STATUSES: readonly Status[] = ['cached', 'may run', 'run'];

/** An experiment's steps as a picture shows them. */
export interface Graph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  /** From a node to one that needs it, by their positions; none that others imply. */
  readonly edges: readonly Edge[];
  /** How many steps have each status. */
  readonly counts: Counts;
}

type Edge = readonly [from: number, to: number];

/** A step, or several steps together. */
interface GraphNode {
  readonly lines: readonly string[];
  /** Of several steps: that of the one with most to do. */
  readonly status: Status;
}

type Counts = ReadonlyMap<Status, number>;

interface Drawn {
  readonly title: string;
  /** In dependency order. */
  readonly steps: readonly Step[];
  readonly store: Store;
  /** Whether each step is a node; else the steps of a stage and a model are one. */
  readonly isDetailed: boolean;
}

export function graphOf({ title, steps, store, isDetailed }: Drawn): Graph {
  const groups = groupBy(steps, isDetailed ? ({ id }) => id : groupName);
  const statuses = new Map(forecastRun(steps, store, () => false).map(({ id, status }) => [id, status]));
  const countsOf = (some: readonly Step[]) => countEach(some.flatMap(({ id }) => statuses.get(id) ?? []));
  const nodes = [...groups].map(([name, members]) => {
    const counts = countsOf(members);
    const status = STATUSES.findLast((one) => counts.has(one)) ?? 'cached';
    return { lines: isDetailed ? [name] : [name, countsText(counts)], status };
  });
  return { title, nodes, edges: edgesBetween([...groups.values()]), counts: countsOf(steps) };
}

/** The stage, and what tells its groups apart: the model, and of comparisons what is compared. */
function groupName({ id, askedBy }: Step): string {
  const [stage, ...parts] = partsOf(id);
  const isTelling = ([section, field]: Step['askedBy'][number]) =>
    (section === 'models' && field !== undefined) || field === 'across';
  return [stage, ...parts.filter((_, place) => place in askedBy && isTelling(askedBy[place]))].join(' ');
}

function countEach(statuses: readonly Status[]): Counts {
  const counts = new Map<Status, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function countsText(counts: Counts): string {
  return STATUSES.flatMap((status) => (counts.has(status) ? [`${counts.get(status)} ${status}`] : [])).join(', ');
}

/** Groups must be in dependency order. */
function edgesBetween(groups: readonly (readonly Step[])[]): Edge[] {
  const positions = new Map(groups.flatMap((group, index) => group.map(({ id }) => [id, index] as const)));
  const needs = groups.map((group, index) => {
    const positionsOfNeeds = group.flatMap((step) => step.needs.flatMap((need) => positions.get(need) ?? []));
    return new Set(positionsOfNeeds.filter((position) => position !== index));
  });
  return withoutImplied(needs).flatMap((from, to) => from.map((each): Edge => [each, to]));
}
