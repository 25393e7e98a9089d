import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { Example } from '../example.ts';
import type { MixOperation } from '../mixing/mixers.ts';

type Picture = Omit<RawImage, 'pixels'> & { pixels: string };
interface Marked {
  image: Picture;
  mask: Picture;
  boxes: [left: number, top: number, right: number, bottom: number][];
  keypoints: [x: number, y: number][];
}

/** What Albumentations' Mosaic made of four marked pictures, by tools/oracles/albumentations/mixing.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/mixing.json'), 'utf8')) as {
  samples: Marked[];
  cases: (Marked & { operation: MixOperation })[];
};

const imageOf = (picture: Picture): RawImage => ({
  ...picture,
  pixels: Uint8Array.from(Buffer.from(picture.pixels, 'base64')),
});

const samples = golden.samples.map(({ image, mask, boxes, keypoints }, sample): Example<number> => ({
  frames: [
    {
      image: imageOf(image),
      mask: imageOf(mask),
      boxes: boxes.map(([x, y, right, bottom]) => ({ label: 'it', x, y, width: right - x, height: bottom - y })),
      keypoints: keypoints.map(([x, y]) => ({ label: 'it', x, y })),
    },
  ],
  of: [{ sample, fraction: 1 }],
}));

/** From left to right: the order in which they were found does not count. */
const sorted = (rows: number[][]) => rows.toSorted(([a = 0], [b = 0]) => a - b);

it.each(golden.cases)('mosaic joins as Albumentations does: $operation.x, $operation.y, $operation.order', (each) => {
  const { frames } = createAugmenter({ transforms: [], seed: 0 }).mix(
    samples[0] as Example<number>,
    [each.operation],
    (number) => samples[number] as Example<number>,
  );
  const frame = frames[0] as Frame;
  expect(frame.image).toEqual(imageOf(each.image));
  expect(frame.mask).toEqual(imageOf(each.mask));
  const boxes = sorted((frame.boxes ?? []).map(({ x, y, width, height }) => [x, y, x + width, y + height]));
  const expected = sorted(each.boxes);
  expect(boxes).toHaveLength(expected.length);
  for (const [index, box] of boxes.entries()) {
    for (const [side, value] of box.entries()) {
      expect(Math.abs(value - (expected[index]?.[side] as number))).toBeLessThanOrEqual(1e-4);
    }
  }
  const keypoints = sorted((frame.keypoints ?? []).map(({ x, y }) => [x, y]));
  expect(keypoints).toEqual(
    sorted(each.keypoints).map(([x, y]) => [expect.closeTo(x as number, 4), expect.closeTo(y as number, 4)]),
  );
});
