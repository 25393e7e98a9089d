import { RandomStream } from '@sightline/contracts';
import fc from 'fast-check';
import { fewShotEpisodes } from './few-shot.ts';

const UNITS = 4;
const IDENTITIES = 6;
const random = new RandomStream(1);
const identities = Array.from({ length: 120 }, (_, row) => `identity ${row % IDENTITIES}`);
/** Around a point for each identity. */
const cloud = (spread: number) =>
  Float32Array.from(
    { length: identities.length * UNITS },
    (_, place) =>
      Math.sin(((Math.floor(place / UNITS) % IDENTITIES) + 1) * ((place % UNITS) + 1) * 7) + spread * random.gaussian(),
  );
const noise = Float32Array.from({ length: identities.length * UNITS }, () => random.gaussian());
const run = (rows: Float32Array, options: object = {}) =>
  fewShotEpisodes(identities, rows, { units: UNITS, ways: 3, shots: 1, episodes: 400, ...options });

describe('fewShotEpisodes', () => {
  it('is right where identities are far apart, and guesses where they say nothing', () => {
    expect(run(cloud(0.001))).toEqual({ accuracy: 1, interval: [1, 1] });
    for (const ways of [2, 3, 5]) {
      expect(run(noise, { ways })?.accuracy).toBeGreaterThan(1 / ways - 0.05);
      expect(run(noise, { ways })?.accuracy).toBeLessThan(1 / ways + 0.05);
    }
  });

  it('is better by more shots, worse by more ways', () => {
    const rows = cloud(0.6);
    const accuracyOf = (options: object) => run(rows, options)?.accuracy as number;
    expect(accuracyOf({ shots: 5 })).toBeGreaterThan(accuracyOf({ shots: 1 }) + 0.02);
    expect(accuracyOf({ ways: 2 })).toBeGreaterThan(accuracyOf({ ways: 5 }) + 0.02);
  });

  it('gives the same for the same rows, in an interval that narrows with the root of the episodes', () => {
    const rows = cloud(0.6);
    const widthOf = (episodes: number) => {
      const [low, high] = run(rows, { episodes })!.interval;
      return high - low;
    };
    expect(run(rows)).toEqual(run(rows));
    expect(widthOf(100) / widthOf(1600)).toBeGreaterThan(3);
    expect(widthOf(100) / widthOf(1600)).toBeLessThan(5);
  });

  it('does not depend on the scale of the rows', () => {
    const rows = cloud(0.6);
    // Powers of two, which round nothing.
    fc.assert(
      fc.property(fc.integer({ min: -8, max: 8 }), (exponent) => {
        const scaled = rows.map((value) => value * 2 ** exponent);
        expect(run(scaled, { episodes: 20 })).toEqual(run(rows, { episodes: 20 }));
      }),
      { numRuns: 10 },
    );
  });

  it('needs enough identities of more samples than shots', () => {
    expect(run(noise, { ways: IDENTITIES + 1 })).toBeUndefined();
    expect(run(noise, { shots: 20 })).toBeUndefined();
    expect(run(noise, { shots: 19 })).toBeDefined();
  });
});
