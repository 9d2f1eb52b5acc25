import { createRequire } from 'node:module';
import type { Spec } from 'vega';
import type { Drawing } from './figures/figure-spec.js';

export interface RenderedFigure {
  readonly svg: string;
  readonly png: Uint8Array;
}

const scale = 2;
const widestPng = 4000;
const require = createRequire(import.meta.url);

/** Draws without a browser, a canvas or system fonts. The heavy packages load here only. */
export async function renderFigure(figure: Drawing): Promise<RenderedFigure> {
  const svg = await toSvg(await toVega(figure));
  return { svg, png: await toPng(svg) };
}

async function toVega(figure: Drawing): Promise<Spec> {
  if (figure.kind === 'vega') return figure.spec;
  const { compile } = await import('vega-lite');
  return compile(figure.spec).spec;
}

async function toSvg(spec: Spec): Promise<string> {
  const { parse, View } = await import('vega');
  const view = new View(parse(spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

async function toPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
  const image = await renderAsync(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: Math.min(scale, widestPng / width) },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
        require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
      ),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return image.asPng();
}
