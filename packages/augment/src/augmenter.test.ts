import {
  parse,
  transformSchema,
  type Box,
  type Transform,
  type TransformOptions,
  type RawImage,
  type Frame,
} from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter, type DrawKey } from './augmenter.ts';
import type { Operation } from './operations/operation.ts';

const size = { width: 12, height: 10, channels: 3 } as const;
const length = size.width * size.height * size.channels;
const image: RawImage = { ...size, pixels: Uint8Array.from({ length }, (_, index) => (index * 37) % 256) };
const key: DrawKey = { epoch: 0, id: 'a' };

function augmented(transforms: TransformOptions[], at: DrawKey = key, seed = 7): Float32Array {
  const target = new Float32Array(length);
  createAugmenter({ transforms, seed }).writeInto(image, at, target, 0);
  return target;
}

function applied(operations: Operation[], frame: Frame = { image }): Frame {
  return createAugmenter({ transforms: [], seed: 0 }).apply(frame, operations);
}

const turn = (degrees: number): Operation => ({ kind: 'rotate', degrees, border: 'constant' });
const move = (x: number, y: number): Operation => ({ kind: 'shift', x, y, border: 'constant' });
const mirror: Operation = { kind: 'flip', axis: 'horizontal' };

function largestDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return Math.max(...Array.from(first, (value, index) => Math.abs(value - (second[index] as number))));
}

const mixed: TransformOptions[] = [
  { kind: 'rotate', degrees: 25 },
  {
    kind: 'oneOf',
    transforms: [
      { kind: 'flip', axis: 'vertical' },
      { kind: 'contrast', factor: 0.5 },
    ],
  },
  { kind: 'gaussianNoise', sigma: 0.1 },
  { kind: 'shift', fraction: 0.2, border: 'reflect' },
];

describe('createAugmenter', () => {
  it('gives a sample the same bytes whatever came before it and wherever in the batch it stands', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const augmenter = createAugmenter({ transforms: mixed, seed: 7 });
    const batch = new Float32Array(ids.length * length);
    const reversed = new Float32Array(ids.length * length);
    for (const [index, id] of ids.entries()) augmenter.writeInto(image, { epoch: 3, id }, batch, index * length);
    for (const [index, id] of ids.toReversed().entries()) {
      augmenter.writeInto(image, { epoch: 3, id }, reversed, index * length);
    }
    for (const [index, id] of ids.entries()) {
      const alone = augmented(mixed, { epoch: 3, id });
      expect(batch.slice(index * length, (index + 1) * length)).toEqual(alone);
      expect(reversed.slice((3 - index) * length, (4 - index) * length)).toEqual(alone);
    }
  });

  it('scales the bytes to [0, 1] and leaves them as they are when nothing is asked', () => {
    const plain = Float32Array.from(image.pixels, (value) => value / 255);
    expect(largestDifference(augmented([]), plain)).toBeLessThan(1e-6);
    const nothing: TransformOptions[] = [
      { kind: 'rotate', degrees: 0 },
      { kind: 'shift', fraction: 0 },
      { kind: 'flip', axis: 'vertical', probability: 0 },
      { kind: 'gaussianNoise', sigma: 0 },
    ];
    expect(largestDifference(augmented(nothing), plain)).toBeLessThan(1e-6);
    expect(applied([])).toEqual({ image });
  });

  it('restores the image when it is flipped twice', () => {
    expect(applied([mirror]).image).not.toEqual(image);
    expect(applied([mirror, mirror]).image).toEqual(image);
  });

  it('applies geometric transforms in the listed order', () => {
    const shiftedThenFlipped = applied([move(0.25, 0), mirror]).image;
    expect(shiftedThenFlipped).toEqual(applied([mirror, move(-0.25, 0)]).image);
    expect(shiftedThenFlipped).not.toEqual(applied([mirror, move(0.25, 0)]).image);
  });

  it('brings back what a later transform moves into sight again', () => {
    expect(applied([move(0.5, 0), move(-0.5, 0)]).image).toEqual(image);
  });

  it('turns noise with the image when it is added before a geometric transform', () => {
    const noise: Operation = { kind: 'gaussianNoise', sigma: 0.2, seed: 11 };
    expect(applied([noise, turn(180), turn(180)]).image).toEqual(applied([noise]).image);
    expect(applied([noise, turn(180)]).image).not.toEqual(applied([turn(180), noise]).image);
  });

  it('keeps the other draws of a sample when one setting changes', () => {
    const draw = (degrees: number) =>
      createAugmenter({
        transforms: [
          { kind: 'rotate', degrees },
          { kind: 'shift', fraction: 0.2 },
        ],
        seed: 7,
      }).draw({ epoch: 1, id: 'a' }, size);
    expect(draw(5)[1]).toEqual(draw(50)[1]);
    expect(draw(5)[0]).not.toEqual(draw(50)[0]);
  });

  it('moves boxes, keypoints and masks with the image', () => {
    const box: Box = { label: 'cat', x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
    const mask: RawImage = { ...size, channels: 1, pixels: new Uint8Array(120).fill(0) };
    mask.pixels[0] = 5;
    const marked = { image, mask, boxes: [box], keypoints: [{ label: 'nose', x: 0.25, y: 0.5 }] };
    const flipped = applied([mirror], marked);
    expect(flipped.boxes).toEqual([
      {
        ...box,
        x: expect.closeTo(0.6),
        y: expect.closeTo(0.2),
        width: expect.closeTo(0.3),
        height: expect.closeTo(0.4),
      },
    ]);
    expect(flipped.keypoints).toEqual([{ label: 'nose', x: expect.closeTo(0.75), y: expect.closeTo(0.5) }]);
    expect(flipped.mask?.pixels.indexOf(5)).toBe(11);
    expect(applied([move(0.8, 0)], marked)).toMatchObject({ keypoints: [], boxes: [{ width: expect.closeTo(0.1) }] });
    expect(applied([move(0.95, 0)], marked).boxes).toEqual([]);
  });

  it('changes all frames of a clip alike, and chooses them by temporal operations', () => {
    const other = { ...image, pixels: image.pixels.toReversed() };
    const operations = [
      turn(20),
      { kind: 'gaussianNoise', sigma: 0.1, seed: 3 },
      { kind: 'reverse' },
    ] satisfies Operation[];
    const clip = createAugmenter({ transforms: [], seed: 0 }).applyToClip(
      [{ image }, { image: other }, { image }],
      operations,
    );
    expect(clip[0]).toEqual(clip[2]);
    const alone = operations.slice(0, 2);
    expect(clip).toEqual([applied(alone), applied(alone, { image: other }), applied(alone)]);
  });

  it('refuses clips without frames, or of frames of several sizes', () => {
    const augmenter = createAugmenter({ transforms: [], seed: 0 });
    const taller = { ...image, width: 10, height: 12 };
    expect(() => augmenter.applyToClip([], [])).toThrow(/clip of 0 frames of no size/);
    expect(() => augmenter.applyToClip([{ image }, { image: taller }], [])).toThrow(
      /2 frames of 10×12×3, 12×10×3\. Pass at least one frame, all of the same size/,
    );
  });

  it('replays operations that went through JSON', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.string(), (epoch, id) => {
        const operations = createAugmenter({ transforms: mixed, seed: 7 }).draw({ epoch, id }, size);
        expect(applied(JSON.parse(JSON.stringify(operations)))).toEqual(applied(operations));
      }),
    );
  });

  it('refuses settings outside their range, naming the one', () => {
    expect(() => createAugmenter({ transforms: [{ kind: 'rotate', degrees: 500 }], seed: 7 })).toThrow(
      /transforms\[0\]\.degrees/,
    );
  });
});

describe('compositions', () => {
  const kinds = (transforms: TransformOptions[], epochs = 400) =>
    Array.from({ length: epochs }, (_, epoch) =>
      createAugmenter({ transforms, seed: 7 })
        .draw({ epoch, id: 'a' }, size)
        .map(({ kind }) => kind),
    );
  const three: TransformOptions[] = [
    { kind: 'rotate', degrees: 5 },
    { kind: 'brightness', factor: 0.5 },
    { kind: 'flip', axis: 'vertical', probability: 1 },
  ];

  it('sequence takes all, as often as its probability says', () => {
    const drawn = kinds([{ kind: 'sequence', transforms: three, probability: 0.25 }]);
    const whole = drawn.filter((each) => each.join() === 'rotate,brightness,flip').length;
    expect(whole + drawn.filter((each) => each.length === 0).length).toBe(400);
    expect(Math.abs(whole - 100)).toBeLessThan(45);
  });

  it('oneOf takes one, as often as its weight says', () => {
    const drawn = kinds([{ kind: 'oneOf', transforms: three, weights: [1, 0, 3] }]);
    expect(drawn.every((each) => each.length === 1)).toBe(true);
    expect(Math.abs(drawn.filter(([kind]) => kind === 'flip').length - 300)).toBeLessThan(45);
    expect(drawn.flat()).not.toContain('brightness');
  });

  it('someOf takes so many different ones in their order', () => {
    const drawn = new Set(kinds([{ kind: 'someOf', transforms: three, count: 2 }]).map((each) => each.join()));
    expect(drawn).toEqual(new Set(['rotate,brightness', 'rotate,flip', 'brightness,flip']));
  });

  it('are parsed with the defaults of what they hold, and refused where they cannot be met', () => {
    const parsed = parse(transformSchema, { kind: 'oneOf', transforms: three }, 'it') as Extract<
      Transform,
      { kind: 'oneOf' }
    >;
    expect(parsed.transforms[0]).toEqual({ kind: 'rotate', degrees: [-5, 5], border: 'constant', probability: 1 });
    expect(parse(transformSchema, parsed, 'it')).toEqual(parsed);
    expect(() => parse(transformSchema, { kind: 'someOf', transforms: three, count: 4 }, 'it')).toThrow(
      /count is at most/,
    );
    expect(() => parse(transformSchema, { kind: 'oneOf', transforms: three, weights: [1] }, 'it')).toThrow(
      /one number per transform/,
    );
  });
});
