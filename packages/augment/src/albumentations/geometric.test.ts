import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { elasticField } from '../transforms/geometric/elastic.ts';
import type { Operation } from '../operations/operation.ts';

interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  /** In base64. */
  pixels: string;
}
type Box = [label: number, left: number, top: number, right: number, bottom: number];
type Place = [label: number, x: number, y: number];

/**
 * What Albumentations made, by tools/oracles/albumentations/geometric.py. Keypoints are in pixels, (0, 0) the centre of
 * the first one.
 */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/geometric.json'), 'utf8')) as {
  pictures: Record<string, Picture>;
  mask: Picture;
  boxes: [number, number, number, number][];
  keypoints: [number, number][];
  cases: {
    operations: Operation[];
    picture: string;
    image: Picture;
    mask: string;
    minVisibility?: number;
    boxes?: Box[];
    keypoints?: Place[];
  }[];
  elastic: { alpha: number; sigma: number; width: number; height: number; noise: string; displacement: string }[];
};

/** Of a mask's pixels, how many may show a neighbour: OpenCV's nearest pixel is that of a place rounded to 1/1024. */
const TIES = 0.003;

function decode({ pixels, ...size }: Picture): RawImage {
  return { ...size, pixels: bytes(pixels) };
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

const named = golden.cases.map((entry) => ({
  ...entry,
  name:
    `${entry.operations.map((operation) => JSON.stringify(operation)).join(', ')} of the ${entry.picture} picture, ` +
    `${entry.minVisibility ?? 0}`,
}));

function applied({ operations, picture, minVisibility = 0 }: (typeof named)[number]) {
  const image = decode(golden.pictures[picture] as Picture);
  const boxes = golden.boxes.map(([x, y, right, bottom], label) => ({
    label: String(label),
    x,
    y,
    width: right - x,
    height: bottom - y,
  }));
  const keypoints = golden.keypoints.map(([x, y], label) => ({
    label: String(label),
    x: (x + 0.5) / image.width,
    y: (y + 0.5) / image.height,
  }));
  const augmenter = createAugmenter({ transforms: [], seed: 0, boxes: { minVisibility } });
  return augmenter.apply({ image, mask: decode(golden.mask), boxes, keypoints }, operations);
}

describe.each(named)('Albumentations: $name', (entry) => {
  const { image, mask, boxes, keypoints } = applied(entry);

  it('shows the same image, to a grey level', () => {
    const expected = decode(entry.image);
    expect(image).toMatchObject({ width: expected.width, height: expected.height });
    const differences = image.pixels.map((value, index) => Math.abs(value - (expected.pixels[index] as number)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('shows the same mask, but for ties', () => {
    const expected = bytes(entry.mask);
    const different = expected.filter((value, index) => value !== mask?.pixels[index]).length;
    expect(different / expected.length).toBeLessThanOrEqual(TIES);
  });

  if (!entry.boxes || !entry.keypoints) return;

  it('moves boxes alike, and drops the same', () => {
    const found = boxes?.map(({ label, x, y, width, height }) => [Number(label), x, y, x + width, y + height]);
    expect(found).toEqual(
      entry.boxes?.map(([label, ...edges]) => [label, ...edges.map((edge) => closeTo(edge, 1e-4))]),
    );
  });

  it('moves keypoints alike, and drops the same', () => {
    const { width, height } = image;
    const places = keypoints?.map(({ label, x, y }) => [Number(label), x * width - 0.5, y * height - 0.5]);
    // Albumentations drops what lies in the outer half of the first row and column: its images begin at the centre of
    // the first pixel.
    const found = places?.filter(([, x = 0, y = 0]) => x >= 0 && y >= 0);
    expect(found).toEqual(entry.keypoints?.map(([label, x, y]) => [label, closeTo(x, 1e-3), closeTo(y, 1e-3)]));
  });
});

/** `expect.closeTo` counts digits. */
function closeTo(expected: number, tolerance: number): unknown {
  return {
    asymmetricMatch: (received: number) => Math.abs(received - expected) <= tolerance,
    toString: () => `${expected} ± ${tolerance}`,
  };
}

describe('elastic', () => {
  it.each(golden.elastic)('displaces as Albumentations does by the same noise: alpha $alpha, sigma $sigma', (entry) => {
    const noise = () => Float32Array.from(bytes(entry.noise), (byte) => byte / 127.5 - 1);
    const field = elasticField([noise(), noise()], entry, entry);
    const expected = Buffer.from(entry.displacement, 'base64');
    for (let index = 0; index < entry.width * entry.height; index++) {
      const [x, y] = [index % entry.width, Math.floor(index / entry.width)];
      const displacement = expected.readFloatLE(4 * index);
      expect(Math.abs((field[2 * index] as number) - x - displacement)).toBeLessThan(1e-4);
      expect(Math.abs((field[2 * index + 1] as number) - y - displacement)).toBeLessThan(1e-4);
    }
  });
});
