import fc from 'fast-check';
import { alignByMoments } from './align-by-moments.ts';

const SIDE = 32;
const size = { width: SIDE, height: SIDE, channels: 1 } as const;
type Point = readonly [number, number];
/** The strokes of an F, around its middle. */
const STROKES: readonly (readonly [Point, Point])[] = [
  [
    [-4, -7],
    [-4, 7],
  ],
  [
    [-4, -7],
    [5, -7],
  ],
  [
    [-4, -1],
    [2, -1],
  ],
];

/** An F written somewhere, slanted, narrow or wide. */
function written({ shift = [0, 0], slant = 0, scale = [1, 1] }: { shift?: Point; slant?: number; scale?: Point } = {}) {
  const dots = STROKES.flatMap(([[x, y], [toX, toY]]) =>
    Array.from({ length: 20 }, (_, step): Point => {
      const down = (y + ((toY - y) * step) / 19) * scale[1];
      return [(x + ((toX - x) * step) / 19) * scale[0] + slant * down + shift[0], down + shift[1]];
    }),
  );
  return Uint8Array.from({ length: SIDE ** 2 }, (_, place) => {
    const [column, row] = [(place % SIDE) - (SIDE - 1) / 2, Math.floor(place / SIDE) - (SIDE - 1) / 2];
    const distance = Math.min(...dots.map(([x, y]) => Math.hypot(x - column, y - row)));
    return Math.round(255 * Math.max(0, Math.min(1, 2.2 - distance)));
  });
}

function momentsOf(pixels: Uint8Array) {
  let [total, x, y] = [0, 0, 0];
  for (const [place, value] of pixels.entries()) {
    total += value;
    x += value * (place % SIDE);
    y += value * Math.floor(place / SIDE);
  }
  const [middleX, middleY] = [x / total, y / total];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [place, value] of pixels.entries()) {
    const [across, down] = [(place % SIDE) - middleX, Math.floor(place / SIDE) - middleY];
    xx += (value * across ** 2) / total;
    yy += (value * down ** 2) / total;
    xy += (value * across * down) / total;
  }
  return { middleX, middleY, spreads: [Math.sqrt(xx), Math.sqrt(yy)], correlation: xy / Math.sqrt(xx * yy) };
}

function meanDifference(one: Uint8Array, other: Uint8Array) {
  return one.reduce((sum, value, place) => sum + Math.abs(value - (other[place] as number)), 0) / one.length;
}

const ways = fc.record({
  shift: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
  slant: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  scale: fc.tuple(fc.double({ min: 0.8, max: 1.3, noNaN: true }), fc.double({ min: 0.8, max: 1.3, noNaN: true })),
});

describe('images aligned by their moments', () => {
  it('are upright in the middle, as wide and as high as all others', () => {
    fc.assert(
      fc.property(ways, (way) => {
        const { middleX, middleY, spreads, correlation } = momentsOf(alignByMoments({ ...size, pixels: written(way) }));
        expect(middleX).toBeCloseTo((SIDE - 1) / 2, 0);
        expect(middleY).toBeCloseTo((SIDE - 1) / 2, 0);
        for (const spread of spreads) expect(Math.abs(spread / (0.16 * SIDE) - 1)).toBeLessThan(0.06);
        expect(Math.abs(correlation)).toBeLessThan(0.06);
      }),
      { numRuns: 25 },
    );
  });

  it('look alike wherever, and however slanted, the same character was written', () => {
    const upright = alignByMoments({ ...size, pixels: written() });
    fc.assert(
      fc.property(ways, (way) => {
        const aligned = alignByMoments({ ...size, pixels: written({ ...way, scale: [1, 1] }) });
        expect(meanDifference(aligned, upright)).toBeLessThan(9);
      }),
      { numRuns: 25 },
    );
    expect(meanDifference(written({ shift: [3, 0], slant: 0.4 }), written())).toBeGreaterThan(18);
  });

  it('are the same in colour, and of dark on light the negative', () => {
    const pixels = written({ shift: [2, 3], slant: 0.3 });
    const aligned = alignByMoments({ ...size, pixels });
    const rgb = Uint8Array.from({ length: 3 * pixels.length }, (_, place) => pixels[Math.floor(place / 3)] as number);
    expect(alignByMoments({ ...size, channels: 3, pixels: rgb }).filter((_, place) => place % 3 === 1)).toEqual(
      aligned,
    );
    const negative = alignByMoments({ ...size, pixels: pixels.map((value) => 255 - value) });
    expect(
      meanDifference(
        negative,
        aligned.map((value) => 255 - value),
      ),
    ).toBeLessThan(0.01);
  });

  it('are not moved by noise on the background', () => {
    const pixels = written();
    const noisy = pixels.map((value, place) => Math.max(value, place % SIDE > 25 ? 12 : 0));
    const [clean, aligned] = [pixels, noisy].map((image) => momentsOf(alignByMoments({ ...size, pixels: image })));
    expect(aligned?.middleX).toBeCloseTo(clean?.middleX as number, 0);
  });

  it('stay as they are where they show nothing', () => {
    const even = new Uint8Array(SIDE ** 2).fill(77);
    expect(alignByMoments({ ...size, pixels: even })).toEqual(even);
    expect(alignByMoments({ width: 1, height: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3) })).toHaveLength(3);
  });
});
