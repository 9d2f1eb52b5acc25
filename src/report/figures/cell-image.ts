import { encode } from 'fast-png';
import { type ColorScale, diagonalFill } from './color-bar.js';
import type { Panel } from './grid.js';

/** One pixel a cell: thousands of rectangles would make a picture that opens slowly. As the URL of a PNG. */
export function cellImage({ values }: Panel, scale: Pick<ColorScale, 'low' | 'high'>): string {
  const size = values.length;
  const data = new Uint8Array(size * size);
  for (const [i, row] of values.entries()) {
    for (let j = 0; j < size; j++) data[i * size + j] = i === j ? DIAGONAL : levelOf(row[j], scale);
  }
  const png = encode({ width: size, height: size, data, channels: 1, palette: PALETTE });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** White where nothing is known, as where no rectangle is drawn. */
function levelOf(value: number, { low, high }: Pick<ColorScale, 'low' | 'high'>): number {
  if (!Number.isFinite(value)) return UNKNOWN;
  return Math.max(0, Math.min(TOP, Math.round((TOP * (value - low)) / (high - low))));
}

type Color = [red: number, green: number, blue: number];

/** Places in the palette: up to `TOP` of the scale, then the others. */
const [TOP, DIAGONAL, UNKNOWN] = [253, 254, 255];
/** Of Vega's scheme viridis, between which it draws straight lines; loading Vega for them would burden the main process. */
const stops = (
  '440154470e61481a6c482575472f7d443a834144873d4e8a39568c35608d31688e2d708e2a788e27818e23888e21918d1f988b1fa08822a8842ab07f35b77943bf7154c56866cc5d7ad1518fd744a5db36bcdf27d2e21be9e51afde725'.match(
    /.{6}/g,
  ) ?? []
).map((rgb) => colorFrom(Number.parseInt(rgb, 16)));
const PALETTE = [
  ...Array.from({ length: TOP + 1 }, (_, level): Color => {
    const place = (level / TOP) * (stops.length - 1);
    const below = Math.min(Math.floor(place), stops.length - 2);
    const [a, b] = [stops[below], stops[below + 1]];
    const between = (channel: 0 | 1 | 2) => Math.round(a[channel] + (place - below) * (b[channel] - a[channel]));
    return [between(0), between(1), between(2)];
  }),
  colorFrom(Number.parseInt(diagonalFill.slice(1), 16)),
  colorFrom(0xffffff),
];

function colorFrom(rgb: number): Color {
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}
