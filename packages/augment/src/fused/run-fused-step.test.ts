import type { RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import type { Border } from '../geometry/geometry.ts';
import { IDENTITY, type Matrix3 } from '../geometry/matrix.ts';
import { AugmentError } from '../errors.ts';
import type { Normalization } from './finishing.ts';
import { createSharedMemory, instanceOver, type SharedMemory } from './wasm-instance.ts';
import type { ColourStep } from './fused-step.ts';
import { referenceStep } from './reference.fixture.ts';
import { runFusedStep, runFusedStepToBytes, type Work } from './run-fused-step.ts';

declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

const CLOSE = 1e-6;
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const side = fc.integer({ min: 1, max: 13 });

const images: fc.Arbitrary<RawImage> = fc
  .tuple(side, side, fc.constantFrom<1 | 3>(1, 3), fc.nat())
  .map(([width, height, channels, step]) => ({
    width,
    height,
    channels,
    pixels: Uint8Array.from({ length: width * height * channels }, (_, index) => (index * (step | 1) * 37) % 256),
  }));

const shrinking = number(-3, 3);
const matrices: fc.Arbitrary<Matrix3> = fc.oneof(
  fc.constant(IDENTITY),
  // Nothing turned: resize, crop, shift, flip.
  fc
    .tuple(shrinking, number(-9, 9), shrinking, number(-9, 9))
    .map(([a, c, e, f]): Matrix3 => [a, 0, c, 0, e, f, 0, 0, 1]),
  fc
    .tuple(fc.constantFrom(1, -1), fc.integer({ min: -3, max: 9 }))
    .map(([a, c]): Matrix3 => [a, 0, c, 0, 1, 0, 0, 0, 1]),
  fc
    .tuple(shrinking, shrinking, number(-9, 9), shrinking, shrinking, number(-9, 9))
    .map((affine): Matrix3 => [...affine, 0, 0, 1]),
  fc
    .tuple(shrinking, shrinking, number(-9, 9), shrinking, shrinking, number(-9, 9), number(0, 0.1), number(0, 0.1))
    .map((projective): Matrix3 => [...projective, 1]),
);

/** An image and a read of it, in a region that lies inside. */
const reads: fc.Arbitrary<[RawImage, Work]> = fc
  .tuple(
    images,
    matrices,
    fc.constantFrom<Border>('constant', 'edge', 'reflect'),
    fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  )
  .map(([image, toInput, border, [x = 0, y = 0, w = 0, h = 0, width = 0, height = 0]]) => {
    const region = { x: x % image.width, y: y % image.height, width: 0, height: 0 };
    region.width = 1 + (w % (image.width - region.x));
    region.height = 1 + (h % (image.height - region.y));
    return [
      image,
      { toInput, border, region, width: 1 + (width % 21), height: 1 + (height % 21), colours: [], noises: [] },
    ];
  });

const colourSteps: fc.Arbitrary<(channels: number) => ColourStep> = fc
  .tuple(fc.array(number(-2, 2), { minLength: 12, maxLength: 12 }), fc.boolean())
  .map(
    ([factors, usesMean]) =>
      (channels) =>
      (mean) =>
        Array.from({ length: channels }, (_, row) => {
          const own = factors.slice(row * 4, row * 4 + channels + 1);
          if (usesMean) own[channels] = (own[channels] as number) * (mean[row] as number);
          return own;
        }),
  );

const normalizations: fc.Arbitrary<Normalization | undefined> = fc.option(
  fc.record({
    mean: fc.array(number(0, 1), { minLength: 3, maxLength: 3 }),
    std: fc.array(number(0.5, 2), { minLength: 3, maxLength: 3 }),
  }),
  { nil: undefined },
);

function floatsOf(image: RawImage, work: Work, normalization?: Normalization): Float32Array {
  const values = new Float32Array(work.width * work.height * image.channels);
  runFusedStep(image, work, { values, offset: 0, normalization });
  return values;
}

/** Infinite where they are not as many. */
function largestDifference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (values.length !== expected.length) return Infinity;
  return Math.max(...Array.from(values, (value, index) => Math.abs(value - (expected[index] as number))));
}

describe('runFusedStep', () => {
  it('reads as a plain loop in double precision does', () => {
    fc.assert(
      fc.property(reads, ([image, work]) => {
        expect(largestDifference(floatsOf(image, work), referenceStep(image, work))).toBeLessThanOrEqual(CLOSE);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads displaced places, also beyond the edges', () => {
    fc.assert(
      fc.property(reads, fc.array(number(-30, 30), { minLength: 882, maxLength: 882 }), ([image, work], places) => {
        const toInput = Float32Array.from(places).subarray(0, work.width * work.height * 2);
        const region = { x: 0, y: 0, width: image.width, height: image.height };
        const displaced = { ...work, toInput, region };
        const expected = referenceStep(image, displaced);
        expect(largestDifference(floatsOf(image, displaced), expected)).toBeLessThanOrEqual(CLOSE);
      }),
      { numRuns: 500 },
    );
  });

  it('maps colours, clips them once and normalises', () => {
    fc.assert(
      fc.property(
        reads,
        fc.array(colourSteps, { maxLength: 3 }),
        normalizations,
        ([image, work], steps, normalization) => {
          const whole = { ...work, colours: steps.map((step) => step(image.channels)) };
          // Factors up to 2, one after the other, enlarge what single precision rounds.
          const tolerance = CLOSE * Math.max(1, 8 ** (steps.length - 1));
          const expected = referenceStep(image, whole, normalization);
          expect(largestDifference(floatsOf(image, whole, normalization), expected)).toBeLessThanOrEqual(tolerance);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('rounds to bytes, halves up', () => {
    fc.assert(
      fc.property(reads, ([image, work]) => {
        const { pixels } = runFusedStepToBytes(image, work);
        const expected = referenceStep(image, work).map((value) => value * 255);
        expect(largestDifference(pixels, expected)).toBeLessThanOrEqual(0.5 + 255 * CLOSE);
      }),
    );
    const image: RawImage = { width: 2, height: 1, channels: 1, pixels: Uint8Array.of(3, 4) };
    const work: Work = {
      toInput: [1, 0, 0.5, 0, 1, 0, 0, 0, 1],
      width: 1,
      height: 1,
      border: 'edge',
      region: { x: 0, y: 0, width: 2, height: 1 },
      colours: [],
      noises: [],
    };
    expect(runFusedStepToBytes(image, work).pixels).toEqual(Uint8Array.of(4));
  });

  it('reads black, not nothing, at places at infinity', () => {
    const image: RawImage = { width: 2, height: 2, channels: 1, pixels: new Uint8Array(4).fill(255) };
    const region = { x: 0, y: 0, width: 2, height: 2 };
    const work = { width: 2, height: 2, border: 'constant', region, colours: [], noises: [] } as const;
    expect(floatsOf(image, { ...work, toInput: [0, 0, 1, 0, 0, 0, 0, 0, 0] })).toEqual(new Float32Array(4));
  });

  it('writes nothing beside its part of the target', () => {
    fc.assert(
      fc.property(reads, fc.nat(20), ([image, work], offset) => {
        const count = work.width * work.height * image.channels;
        const memory = createSharedMemory(65_536);
        for (const values of [
          new Float32Array(count + 40).fill(7),
          new Float32Array(memory.buffer, 64, count + 40).fill(7),
        ]) {
          runFusedStep(image, { ...work, noises: [{ sigma: 0.1, seed: 1 }] }, { values, offset }, instanceOver(memory));
          expect([...values.subarray(0, offset), ...values.subarray(offset + count)]).toEqual(Array(40).fill(7));
          expect(values.subarray(offset, offset + count)).not.toContain(7);
        }
      }),
    );
  });

  it('reads and writes in place what lies in its memory, also after that has grown', () => {
    const memory = createSharedMemory(2_000_000);
    const [width, height] = [200, 150];
    const pixels = new Uint8Array(memory.buffer, 64, width * height * 3).map((_, index) => (index * 7) % 256);
    new Uint8Array(memory.buffer, 64, pixels.length).set(pixels);
    const values = new Float32Array(memory.buffer, 200_000, width * height * 3);
    const image: RawImage = { width, height, channels: 3, pixels: new Uint8Array(memory.buffer, 64, pixels.length) };
    const region = { x: 0, y: 0, width, height };
    const work: Work = {
      toInput: [0.9, 0.1, 3, -0.1, 0.9, 9, 0, 0, 1],
      width,
      height,
      border: 'edge',
      region,
      colours: [],
      noises: [],
    };
    const wasm = instanceOver(memory);
    const before = memory.buffer.byteLength;
    const expected = floatsOf({ ...image, pixels }, work);
    runFusedStep(image, work, { values, offset: 0 }, wasm);
    expect(values).toEqual(expected);
    // Its own room holds neither the source nor the target.
    expect(memory.buffer.byteLength - before).toBeLessThan(3 * 65_536);
    runFusedStep(
      { ...image, pixels: pixels.slice() },
      work,
      { values: new Float32Array(values.length), offset: 0 },
      wasm,
    );
    expect(memory.buffer.byteLength).toBeGreaterThan(before);
    values.fill(0);
    runFusedStep(image, work, { values, offset: 0 }, wasm);
    expect(values).toEqual(expected);
  });

  it('says so when its memory cannot grow', () => {
    const wasm = instanceOver(new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true }));
    const [width, height] = [300, 300];
    const image: RawImage = { width, height, channels: 3, pixels: new Uint8Array(width * height * 3) };
    const region = { x: 0, y: 0, width, height };
    const work: Work = { toInput: IDENTITY, width, height, border: 'edge', region, colours: [], noises: [] };
    const target = { values: new Float32Array(width * height * 3), offset: 0 };
    expect(() => runFusedStep(image, work, target, wasm)).toThrow(AugmentError);
    expect(() => runFusedStep(image, work, target, wasm)).toThrow(/cannot grow.*maximum/);
  });
});
