import { FIGURES } from '../report/figures/index.js';
import { renderFigure } from '../report/render.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { CAPTION, type Caption } from './caption.js';
import { gatherShown } from './gather-shown.js';
import { jsonFile, made, type StageContext, type StageResult } from './stage.js';

/** One picture, as SVG and as PNG. */
export async function runFigure(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const { kind, file } = fingerprint.params as { readonly kind?: string; readonly file?: string };
  const figure = FIGURES.find((one) => one.kind === kind);
  if (figure === undefined) throw new Error(`internal error: no figure ${kind}`);
  const spec = figure.draw(gatherShown(fingerprint, store));
  const { svg, png } = await renderFigure(spec);
  const caption: Caption = { title: spec.title, caption: spec.caption };
  return made([
    [`figures/${file}.svg`, Buffer.from(svg)],
    [`figures/${file}.png`, png],
    [CAPTION, jsonFile(caption)],
  ]);
}
