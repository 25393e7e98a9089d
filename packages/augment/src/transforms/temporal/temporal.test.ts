import type { TransformOptions, Frame } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';

const length = (count: number): Frame[] =>
  Array.from({ length: count }, (_, index) => ({
    image: { width: 1, height: 1, channels: 1, pixels: Uint8Array.of(index) },
  }));
const size = { width: 1, height: 1, channels: 1 } as const;
const numbers = (frames: Frame[]) => frames.map(({ image }) => image.pixels[0] as number);

function played(transform: TransformOptions, count: number, epoch = 0): number[] {
  const augmenter = createAugmenter({ transforms: [transform], seed: 7 });
  return numbers(augmenter.applyToClip(length(count), augmenter.draw({ epoch, id: 'a' }, size)));
}

function shown(operation: Operation, count: number): number[] {
  return numbers(createAugmenter({ transforms: [], seed: 0 }).applyToClip(length(count), [operation]));
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const someTransform: fc.Arbitrary<TransformOptions> = fc.oneof(
  fc.record({ kind: fc.constant('temporalCrop' as const), frames: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('temporalCrop' as const), fraction }),
  fc.record({ kind: fc.constant('frameDrop' as const), rate: fraction, fill: fc.constantFrom('repeat', 'remove') }),
  fc.record({ kind: fc.constant('frameDrop' as const), count: fc.nat(40), fill: fc.constantFrom('repeat', 'remove') }),
  fc.record({
    kind: fc.constant('speed' as const),
    factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
    keepLength: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('temporalSubsample' as const),
    frames: fc.integer({ min: 1, max: 40 }),
    jitter: fc.boolean(),
  }),
) as fc.Arbitrary<TransformOptions>;

describe('temporal transforms', () => {
  it('keep the order of the frames, and at least one', () => {
    fc.assert(
      fc.property(someTransform, fc.integer({ min: 1, max: 30 }), fc.nat(100), (transform, count, epoch) => {
        const frames = played(transform, count, epoch);
        expect(frames.length).toBeGreaterThan(0);
        expect(frames).toEqual(frames.toSorted((a, b) => a - b));
        expect(frames.every((frame) => frame >= 0 && frame < count)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('leave a picture as it is', () => {
    fc.assert(
      fc.property(someTransform, (transform) => {
        const augmenter = createAugmenter({ transforms: [transform], seed: 7 });
        const [frame] = length(1) as [Frame];
        expect(augmenter.apply(frame, augmenter.draw({ epoch: 0, id: 'a' }, size))).toEqual(frame);
      }),
    );
  });
});

describe('temporalCrop', () => {
  it('takes a run of so many frames, from every place alike', () => {
    const starts = Array.from({ length: 600 }, (_, epoch) => {
      const frames = played({ kind: 'temporalCrop', frames: 8 }, 10, epoch);
      expect(frames).toEqual(Array.from({ length: 8 }, (_unused, index) => (frames[0] as number) + index));
      return frames[0] as number;
    });
    for (const start of [0, 1, 2]) {
      const times = starts.filter((each) => each === start).length;
      expect(Math.abs(times - 200)).toBeLessThan(50);
    }
  });

  it('takes a fraction, and holds the last frame of a clip that is too short', () => {
    expect(played({ kind: 'temporalCrop', fraction: 0.5 }, 10)).toHaveLength(5);
    expect(played({ kind: 'temporalCrop', frames: 5 }, 3)).toEqual([0, 1, 2, 2, 2]);
  });

  it('refuses both and neither of frames and fraction', () => {
    for (const settings of [{}, { frames: 3, fraction: 0.5 }])
      expect(() => createAugmenter({ transforms: [{ kind: 'temporalCrop', ...settings }], seed: 0 })).toThrow(
        /give either frames or fraction/,
      );
  });
});

describe('frameDrop', () => {
  it('loses as many as its rate says, and shows the frame before for longer', () => {
    const rate = 0.3;
    let repeated = 0;
    for (let epoch = 0; epoch < 100; epoch++) {
      const frames = played({ kind: 'frameDrop', rate }, 50, epoch);
      expect(frames).toHaveLength(50);
      // At its own place a frame that stayed; elsewhere the last one that did.
      for (const [index, frame] of frames.entries()) {
        if (frame === index) continue;
        repeated++;
        expect(frame).toBe(index > 0 && frame < index ? frames[index - 1] : frames[frame]);
      }
    }
    expect(Math.abs(repeated / 5000 - rate)).toBeLessThan(0.03);
  });

  it('loses exactly so many, but never all', () => {
    expect(played({ kind: 'frameDrop', count: 3, fill: 'remove' }, 10)).toHaveLength(7);
    expect(new Set(played({ kind: 'frameDrop', count: 3 }, 10)).size).toBe(7);
    expect(played({ kind: 'frameDrop', count: 10, fill: 'remove' }, 10)).toHaveLength(1);
    expect(played({ kind: 'frameDrop', rate: 1, fill: 'remove' }, 10)).toHaveLength(1);
    expect(played({ kind: 'frameDrop', rate: 0 }, 4)).toEqual([0, 1, 2, 3]);
  });
});

describe('speed', () => {
  it('shows at each moment the frame that is on the screen then', () => {
    expect(shown({ kind: 'speed', factor: 2, keepLength: false, start: 0.5 }, 6)).toEqual([0, 2, 4]);
    expect(shown({ kind: 'speed', factor: 0.5, keepLength: false, start: 0.5 }, 3)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(shown({ kind: 'speed', factor: 1, keepLength: true, start: 0.9 }, 4)).toEqual([0, 1, 2, 3]);
  });

  it('keeps the length: hastened it rests on its last frame, slowed it is cut anywhere', () => {
    expect(shown({ kind: 'speed', factor: 2, keepLength: true, start: 0 }, 6)).toEqual([0, 2, 4, 5, 5, 5]);
    expect(shown({ kind: 'speed', factor: 0.5, keepLength: true, start: 0 }, 6)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(shown({ kind: 'speed', factor: 0.5, keepLength: true, start: 0.999 }, 6).at(-1)).toBe(5);
  });
});

describe('temporalSubsample', () => {
  it('takes one frame of each part, all of them in time', () => {
    const seen = Array.from({ length: 200 }, (_, epoch) => {
      const frames = played({ kind: 'temporalSubsample', frames: 4 }, 16, epoch);
      expect(frames.map((frame) => Math.floor(frame / 4))).toEqual([0, 1, 2, 3]);
      return frames;
    });
    expect(new Set(seen.flat()).size).toBe(16);
  });

  it('without jitter takes them evenly, from the first to the last', () => {
    expect(shown({ kind: 'temporalSubsample', frames: 4 }, 10)).toEqual([0, 3, 6, 9]);
    expect(shown({ kind: 'temporalSubsample', frames: 1 }, 10)).toEqual([0]);
    expect(shown({ kind: 'temporalSubsample', frames: 3 }, 2)).toEqual([0, 0, 1]);
  });
});
