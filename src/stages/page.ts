import type { Config } from '../language/config.js';
import type { Warning } from '../language/warnings/warning.js';
import { reportHtml } from '../report/html.js';
import type { PageFigure } from '../report/html-figures.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import type { Caption } from './caption.js';
import { gatherShown } from './gather-shown.js';
import { input, inputList, made, readJson, type StageContext, type StageResult } from './stage.js';

export interface PageParams {
  readonly config: Config;
  /** By position of the model. */
  readonly engines: readonly string[];
  readonly figures: readonly { readonly name: string; readonly step: string; readonly page?: number }[];
  /** Why there is no figure of a step, by the step's id. */
  readonly lacking?: Readonly<Record<string, string>>;
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

/** Inputs are of those that are there, in the same order. */
function figuresOf(fingerprint: Fingerprint, store: Store): PageFigure[] {
  const { figures, lacking = {} } = fingerprint.params as unknown as PageParams;
  const captions = inputList(fingerprint, 'captions').values();
  const pictures = inputList(fingerprint, 'figures').values();
  const next = (digests: Iterator<Digest>) => digests.next().value as Digest;
  return figures.map(({ name, step, page }) => {
    if (Object.hasOwn(lacking, step)) return { name, missing: lacking[step] };
    const caption = readJson<Caption>(store, next(captions));
    return { name, page, ...caption, svg: Buffer.from(store.read(next(pictures))).toString() };
  });
}
