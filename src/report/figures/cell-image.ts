import { encode } from 'fast-png';
import { scheme } from 'vega';
import { type ColorScale, diagonalFill, schemeName } from './color-bar.js';
import type { Panel } from './grid.js';

/** One pixel a cell: thousands of rectangles would make a picture that opens slowly. As the URL of a PNG. */
export function cellImage({ values }: Panel, scale: Pick<ColorScale, 'low' | 'high'>): string {
  const size = values.length;
  const data = new Uint8Array(size * size * 3);
  for (const [i, row] of values.entries()) {
    for (let j = 0; j < size; j++) data.set(i === j ? diagonal : colorOf(row[j], scale), 3 * (i * size + j));
  }
  const png = encode({ width: size, height: size, data, channels: 3 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** White where nothing is known, as where no rectangle is drawn. */
function colorOf(value: number | undefined, { low, high }: Pick<ColorScale, 'low' | 'high'>): Color {
  if (value === undefined || !Number.isFinite(value)) return white;
  return colors[Math.round((levels * (value - low)) / (high - low))] ?? white;
}

type Color = readonly [red: number, green: number, blue: number];

const levels = 255;
const white: Color = [255, 255, 255];
const diagonal = colorFrom(Number.parseInt(diagonalFill.slice(1), 16));
const colors = Array.from({ length: levels + 1 }, (_, level) => {
  const [red, green, blue] = String(scheme(schemeName)(level / levels)).match(/\d+/g) ?? [];
  return [Number(red), Number(green), Number(blue)] as const;
});

function colorFrom(rgb: number): Color {
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}
