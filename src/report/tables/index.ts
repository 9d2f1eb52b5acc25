import { assignments } from './assignments.js';
import { clusters } from './clusters.js';
import { groups } from './groups.js';
import { models } from './models.js';
import { similarity } from './similarity.js';
import type { Table } from './table.js';

/** To add a table: a file here, and its line. */
export const TABLES: readonly Table[] = [similarity, models, clusters, assignments, groups];
