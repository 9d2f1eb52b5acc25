import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClassFile } from '../../src/data/files/class-file.js';

function read(text: string, images: number, pixels: number) {
  const into = new Uint8Array(images * pixels);
  return readClassFile(Buffer.from(text), pixels, into) ?? [...into];
}

const images = fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 }), { minLength: 1 });

test('any images come out as JSON.parse has them', () => {
  fc.assert(
    fc.property(images, (data) => {
      expect(read(JSON.stringify({ data }), data.length, 3)).toEqual(data.flat());
    }),
  );
});

test('empty arrays leave nothing, wherever they are', () => {
  expect(read('{"data":[[],[1,2],[],[3,4],[]]}', 2, 2)).toEqual([1, 2, 3, 4]);
});

test('a line feed may end the file', () => {
  expect(read('{"data":[[1,2]]}\n', 1, 2)).toEqual([1, 2]);
});

test('a file that is cut anywhere is refused', () => {
  const text = '{"data":[[0,20,255],[],[7,8,9]]}';
  for (let length = 0; length < text.length; length++) {
    expect(read(text.slice(0, length), 2, 3), text.slice(0, length)).toHaveProperty('offset');
  }
  expect(read(text, 2, 3)).toEqual([0, 20, 255, 7, 8, 9]);
});

test.each([
  ['{"data":[[1,256]]}', 14],
  ['{"data":[[1,-2]]}', 12],
  ['{"data":[[1,2.5]]}', 13],
  ['{"data":[[1,02]]}', 13],
  ['{"data":[[1, 2]]}', 12],
  ['{"data":[[1,null]]}', 12],
  ['{"data":[[1]]}', 11],
  ['{"data":[[1,2,3]]}', 13],
  ['{"data":[[1,2],]}', 15],
  ['{"data":[[1,2],[3,4]]}', 15],
  ['{"data":[[1,2][]]}', 14],
  ['{"data":[[]]}', 11],
  ['{"data":[[1,2]]}}', 14],
  ['[[1,2]]', 0],
])('%s is refused at byte %i', (text, offset) => {
  expect(read(text, 1, 2)).toMatchObject({ offset });
});
