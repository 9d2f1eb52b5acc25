import type { Part } from '../report/figures/figure.js';
import { FIGURES } from '../report/figures/index.js';
import { renderFigure } from '../report/render.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { CAPTION, type Caption } from './caption.js';
import { gatherShown } from './gather-shown.js';
import { jsonFile, made, type StageContext, type StageResult } from './stage.js';

interface FigureParams {
  readonly kind: string;
  /** Without its extension. */
  readonly file: string;
  readonly part?: Part;
}

/** One picture, as SVG and as PNG. */
export async function runFigure(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const { kind, file, part } = fingerprint.params as unknown as FigureParams;
  const figure = FIGURES.find((one) => one.kind === kind);
  if (figure === undefined) throw new Error(`internal error: no figure ${kind}`);
  const spec = await figure.draw(gatherShown(fingerprint, store), part);
  const { svg, png } = await renderFigure(spec);
  const caption: Caption = { title: spec.title, caption: spec.caption };
  return made([
    [`figures/${file}.svg`, Buffer.from(svg)],
    [`figures/${file}.png`, png],
    [CAPTION, jsonFile(caption)],
  ]);
}
