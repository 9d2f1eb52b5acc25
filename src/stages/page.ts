import type { Config } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import { reportHtml } from '../report/html.js';
import type { Fingerprint } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import type { Caption } from './caption.js';
import { gatherShown } from './gather-shown.js';
import { input, inputList, made, readJson, type StageContext, type StageResult } from './stage.js';

export interface PageParams {
  readonly config: Config;
  /** By position of the model. */
  readonly engines: readonly string[];
  readonly figures: readonly { readonly kind: string; readonly name: string }[];
}

/** One HTML page that works offline. */
export async function runPage(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const { config, engines } = fingerprint.params as unknown as PageParams;
  const { stringify } = await import('yaml');
  const results = {
    ...gatherShown(fingerprint, store),
    config,
    engines,
    classNames: readJson<string[]>(store, input(fingerprint, 'classNames')),
    warnings: readJson<Warning[]>(store, input(fingerprint, 'warnings')),
  };
  return made([['report.html', Buffer.from(reportHtml(results, figuresOf(fingerprint, store), stringify(config)))]]);
}

function figuresOf(fingerprint: Fingerprint, store: Store) {
  const { figures } = fingerprint.params as unknown as PageParams;
  const captions = inputList(fingerprint, 'captions').map((digest) => readJson<Caption>(store, digest));
  const pictures = inputList(fingerprint, 'figures').map((digest) => Buffer.from(store.read(digest)).toString());
  return figures.map(({ name }, index) => ({ name, ...captions[index], svg: pictures[index] }));
}
