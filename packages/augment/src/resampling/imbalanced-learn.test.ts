import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResamplerOptions } from '@sightline/contracts';
import type { Draws } from './draws.ts';
import { resampleWith } from './resample.ts';

type Drawn = readonly [kind: keyof Draws, values: number[]];

/** What imbalanced-learn made, and what it drew for that, by tools/oracles/imbalanced-learn/resampling.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/resampling.json'), 'utf8')) as {
  data: Record<string, { values: number[][]; labels: number[] }>;
  cases: {
    options: ResamplerOptions;
    data: string;
    draws: Drawn[];
    labels: number[];
    /** Either the rows chosen, */
    indices?: number[];
    /** or values: of the new rows alone, when they were appended to the old ones. */
    values?: number[][];
  }[];
};

/** Gives out recorded numbers, and insists on the kind and the count asked for. */
function replay(drawn: readonly Drawn[]): { draws: Draws; left: () => number } {
  const queue = [...drawn];
  const next = (kind: keyof Draws, count: number): number[] => {
    if (count === 0) return [];
    const [recorded, values] = queue.shift() ?? ['nothing', []];
    expect([kind, count]).toEqual([recorded, values.length]);
    return values;
  };
  return {
    draws: {
      integers: (_, count) => Int32Array.from(next('integers', count)),
      uniforms: (count) => Float64Array.from(next('uniforms', count)),
      normals: (count) => Float64Array.from(next('normals', count)),
      subset: (_, count) => Int32Array.from(next('subset', count)),
    },
    left: () => queue.length,
  };
}

describe('resample, given the random numbers that imbalanced-learn drew', () => {
  it.each(golden.cases.map((each) => [JSON.stringify(each.options), each.data, each] as const))(
    '%s on %s gives the same rows',
    (...[, , { options, data, draws: drawn, labels, indices, values }]) => {
      const input = golden.data[data]!;
      const rows = {
        values: Float32Array.from(input.values.flat()),
        dimension: input.values[0]!.length,
        labels: Int32Array.from(input.labels),
      };
      const { draws, left } = replay(drawn);
      const resampled = resampleWith(rows, options, () => draws);
      expect(left()).toBe(0);
      expect([...resampled.labels]).toEqual(labels);
      if (indices) expect([...resampled.indices]).toEqual(indices);
      const expected = values?.flat() ?? [];
      const received = resampled.values.subarray(resampled.values.length - expected.length);
      expect(Math.max(0, ...expected.map((value, at) => Math.abs(value - received[at]!)))).toBeLessThanOrEqual(1e-6);
    },
  );
});
