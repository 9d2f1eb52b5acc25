import { createRequire } from 'node:module';
import type { Spec } from 'vega';
import type { Drawing } from './figures/figure-spec.js';

export interface RenderedFigure {
  readonly svg: string;
  readonly png: Uint8Array;
}

const scale = 2;
/** Pixels, in width and in height. */
const largestPng = 4000;
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
  const [width, height] = ['width', 'height'].map((side) => Number(new RegExp(` ${side}="([\\d.]+)"`).exec(svg)?.[1]));
  const zoom = Math.min(scale, largestPng / width, largestPng / height);
  const image = await renderAsync(zoom < 1 ? svg : withHardPixels(svg), {
    background: 'white',
    fitTo: { mode: 'zoom', value: zoom },
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

/** Vega asks for pixels that stay squares twice; resvg obeys the last, whose name it does not know. */
function withHardPixels(svg: string): string {
  return svg.replaceAll(
    'image-rendering: optimizeSpeed; image-rendering: pixelated;',
    'image-rendering: optimizeSpeed;',
  );
}
