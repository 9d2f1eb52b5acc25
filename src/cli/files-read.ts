import { factsOnce, filesOf } from '../data/dataset.js';
import { ENGINES } from '../engines/catalogue.js';
import { openExperiment, openExtended } from '../language/open.js';
import { readExperiments } from '../language/read.js';
import type { ExperimentOptions } from './call.js';

/**
 * Every file whose change can change what an experiment file declares: itself, what it extends, and the files of its datasets,
 * also those that are missing; as far as it can be read.
 */
export function filesRead(file: string, { set, case: chosen }: Pick<ExperimentOptions, 'set' | 'case'>): Set<string> {
  const files = new Set([file]);
  const opened = openExperiment(file);
  if (!opened.ok) return files;
  const factsOf = factsOnce();
  readExperiments({
    file,
    text: opened.text,
    set,
    ...(chosen !== undefined && { case: chosen }),
    open: (extended, experiment) => {
      files.add(extended);
      return openExtended(extended, experiment);
    },
    facts: (dataset) => {
      for (const source of Object.values(filesOf(dataset.use))) files.add(source);
      return factsOf(dataset);
    },
    engines: ENGINES,
  });
  return files;
}
