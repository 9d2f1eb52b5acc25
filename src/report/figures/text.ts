/** Text in figures: DejaVu Sans travels with the package, so a figure has the same bytes and breaks everywhere. */

export const font = 'DejaVu Sans, sans-serif';
export const ink = '#222';
export const faintInk = '#5f5f5f';
export const chanceColor = '#c8004b';

/** One text to be drawn, in pixels; `angle` in degrees, around its anchor. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly align: 'left' | 'center' | 'right';
  readonly baseline: 'top' | 'middle' | 'bottom';
  readonly color: string;
  readonly bold: boolean;
  readonly angle: number;
}

export function label(text: string, x: number, y: number, look: Partial<Label> = {}): Label {
  return { text, x, y, size: 11, align: 'left', baseline: 'middle', color: ink, bold: false, angle: 0, ...look };
}

/** A Vega mark that draws the labels of the data set `labels`. */
export const labelMarks = {
  type: 'text',
  from: { data: 'labels' },
  encode: {
    enter: {
      x: { field: 'x' },
      y: { field: 'y' },
      text: { field: 'text' },
      fontSize: { field: 'size' },
      align: { field: 'align' },
      baseline: { field: 'baseline' },
      fill: { field: 'color' },
      fontWeight: { signal: "datum.bold ? 'bold' : 'normal'" },
      angle: { field: 'angle' },
      font: { value: font },
    },
  },
} as const;

/** Width in pixels, on the wide side: average advances of DejaVu Sans by kind of character. */
export function textWidth(text: string, size: number, bold = false): number {
  const ems = [...text].reduce((sum, char) => sum + advance(char), 0);
  return Math.ceil(ems * size * (bold ? 1.12 : 1));
}

export function widest(texts: readonly string[], size: number, bold = false): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, size, bold)));
}

/** Lines of at most `width` pixels, broken at spaces. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const joined = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && textWidth(joined, size) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

function advance(char: string): number {
  if (/[ijlI.,:;'|!()[\] ]/.test(char)) return 0.37;
  if (/[mwMWQ@%]/.test(char)) return 0.96;
  if (/[A-Z]/.test(char)) return 0.7;
  return char.charCodeAt(0) < 0x2e80 ? 0.635 : 1;
}
