/** What is wrong with a class file, and where. */
export interface ClassFileProblem {
  readonly offset: number;
  readonly expected: string;
}

interface ImageRead {
  /** The byte after the image's closing bracket, or the byte that does not fit. */
  readonly at: number;
  /** Pixels read; -1 when the image is malformed. */
  readonly pixels: number;
}

const HEAD = '{"data":[';
const TAIL = ']}';
const COMMA = 0x2c;
const DIGIT_0 = 0x30;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const LINE_FEED = 0x0a;

/**
 * Reads `{"data":[[p,p,...],[p,...]]}` straight into bytes, several times faster than by way of objects.
 * `into` has room for exactly the images that the file must hold; empty arrays leave nothing.
 */
export function readClassFile(text: Buffer, pixels: number, into: Uint8Array): ClassFileProblem | undefined {
  if (text.toString('latin1', 0, HEAD.length) !== HEAD) return { offset: 0, expected: HEAD };
  let at = HEAD.length;
  let written = 0;
  for (;;) {
    const image = readImage(text, at, pixels, into, written);
    if (image.pixels < 0) return { offset: image.at, expected: `images of ${pixels} whole numbers from 0 to 255` };
    written += image.pixels;
    at = image.at;
    if (text[at] !== COMMA) break;
    at++;
  }
  if (written !== into.length) return { offset: at, expected: countMismatch(into.length / pixels, written / pixels) };
  const end = text.at(-1) === LINE_FEED ? text.length - 1 : text.length;
  return text.toString('latin1', at, end) === TAIL ? undefined : { offset: at, expected: `${TAIL} and the end` };
}

/** One image into `into`, from `written` on: all of its pixels or none. */
function readImage(text: Buffer, start: number, pixels: number, into: Uint8Array, written: number): ImageRead {
  if (text[start] !== OPEN) return { at: start, pixels: -1 };
  if (text[start + 1] === CLOSE) return { at: start + 2, pixels: 0 };
  if (written + pixels > into.length) return { at: start, pixels: -1 };
  let at = start + 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    // Past the end a byte is undefined, and every comparison with NaN fails.
    const first = text[at] - DIGIT_0;
    if (!(first >= 0 && first <= 9)) return { at, pixels: -1 };
    let value = first;
    let digit = text[++at] - DIGIT_0;
    while (digit >= 0 && digit <= 9) {
      if (value === 0) return { at, pixels: -1 };
      value = value * 10 + digit;
      if (value > 255) return { at, pixels: -1 };
      digit = text[++at] - DIGIT_0;
    }
    if (text[at] !== (pixel === pixels - 1 ? CLOSE : COMMA)) return { at, pixels: -1 };
    into[written + pixel] = value;
    at++;
  }
  return { at, pixels };
}

function countMismatch(wanted: number, found: number): string {
  return `${wanted} images, found ${found}`;
}
