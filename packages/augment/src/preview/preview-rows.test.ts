import { createAugmenter } from '../augmenter.ts';
import { greyImage } from './preview.fixture.ts';
import { drawPreview } from './preview-rows.ts';

const augmentation = {
  transforms: [
    { kind: 'rotate' as const, degrees: 30 },
    { kind: 'gaussianNoise' as const, sigma: 0.1 },
  ],
  seed: 3,
};
const image = greyImage(9, 7, (x, y) => 20 * x + 10 * y);

it('shows what training sees in the first epochs, with what was drawn', () => {
  const [row] = drawPreview([{ id: 'a', frames: [{ image }] }], augmentation, 3);
  const augmenter = createAugmenter(augmentation);
  expect(row?.draws.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  for (const { epoch, operations, frames } of row?.draws ?? []) {
    expect(operations).toEqual(augmenter.draw({ epoch, id: 'a' }, image));
    expect(frames).toEqual([augmenter.apply({ image }, operations)]);
  }
});

it('changes all frames of a clip by one draw, and lets temporal transforms choose among them', () => {
  const frames = [0, 1, 2].map((number) => ({ image: greyImage(4, 4, () => 50 * number) }));
  const transforms = [
    { kind: 'reverse' as const, probability: 1 },
    { kind: 'invert' as const, probability: 1 },
  ];
  const [row] = drawPreview(
    [{ id: 'clip', frames: frames as [(typeof frames)[0], ...typeof frames] }],
    { transforms, seed: 0 },
    1,
  );
  expect(row?.draws[0]?.frames.map(({ image: { pixels } }) => pixels[0])).toEqual([155, 205, 255]);
});

it('moves boxes along', () => {
  const boxes = [{ label: 'cat', x: 0, y: 0, width: 0.25, height: 0.5 }];
  const flip = { transforms: [{ kind: 'flip' as const, axis: 'horizontal' as const, probability: 1 }], seed: 0 };
  const [row] = drawPreview([{ id: 'a', frames: [{ image, boxes }] }], flip, 1);
  expect(row?.draws[0]?.frames[0]?.boxes).toEqual([{ label: 'cat', x: 0.75, y: 0, width: 0.25, height: 0.5 }]);
});

it('mixes clips with each other, frame by frame, brought to one length', () => {
  const clip = (id: string, shade: number) => ({
    id,
    frames: [shade, shade, shade].map((value) => ({ image: greyImage(4, 4, () => value) })),
  });
  const options = {
    transforms: [{ kind: 'frameDrop' as const, count: 1, fill: 'remove' as const }],
    mix: [{ kind: 'mixUp' as const, alpha: 100 }],
    seed: 2,
  };
  const samples = [clip('a', 0), clip('b', 100)] as unknown as Parameters<typeof drawPreview>[0];
  const [row] = drawPreview(samples, options, 8);
  const mixed = row?.draws.filter(({ fractions }) => fractions.length === 2) ?? [];
  expect(mixed.length).toBeGreaterThan(0);
  for (const { frames } of mixed) {
    expect(frames).toHaveLength(3);
    expect(new Set(frames.map(({ image: { pixels } }) => pixels[0])).size).toBe(1);
  }
});

it('mixes the pictures with each other, as augmented, and shows the fractions of their labels', () => {
  const [dark, light] = [greyImage(4, 4, () => 0), greyImage(4, 4, () => 100)];
  const samples = [
    { id: 'a', label: 'dark', frames: [{ image: dark }] as const },
    { id: 'b', label: 'light', frames: [{ image: light }] as const },
  ];
  const options = {
    transforms: [{ kind: 'invert' as const, probability: 1 }],
    mix: [{ kind: 'mixUp' as const, alpha: 100 }],
    seed: 2,
  };
  const [row] = drawPreview(samples, options, 8);
  const mixed = row?.draws.filter(({ fractions }) => fractions.length === 2) ?? [];
  expect(mixed.length).toBeGreaterThan(0);
  for (const { fractions, frames } of mixed) {
    const fraction = new Map(fractions).get('light') ?? 0;
    expect(frames[0]?.image.pixels[0]).toBeCloseTo(255 - 100 * fraction, -0.5);
  }
});
