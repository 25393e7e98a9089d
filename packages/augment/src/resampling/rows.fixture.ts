import type { ResamplerOptions, ResamplerSpec } from '@sightline/contracts';
import fc from 'fast-check';
import type { Rows } from './rows.ts';

/**
 * Rows of 2 to 4 classes, each of 8 to 20 rows in mixed order, with values on a grid, so that ties and doubles happen.
 */
export const someRows: fc.Arbitrary<Rows> = fc
  .record({
    dimension: fc.integer({ min: 1, max: 4 }),
    counts: fc.array(fc.integer({ min: 8, max: 20 }), { minLength: 2, maxLength: 4 }),
  })
  .chain(({ dimension, counts }) => {
    const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label * 2));
    const length = labels.length * dimension;
    return fc.record({
      dimension: fc.constant(dimension),
      labels: fc.shuffledSubarray(labels, { minLength: labels.length }).map((order) => Int32Array.from(order)),
      values: fc
        .array(fc.integer({ min: -40, max: 40 }), { minLength: length, maxLength: length })
        .map((values) => Float32Array.from(values, (value) => value / 8)),
    });
  });

/** One or more of each kind. A new kind must be added here, and is then held to the contract. */
const everyResampler: { [Kind in ResamplerSpec['kind']]: Omit<Extract<ResamplerOptions, { kind: Kind }>, 'kind'>[] } = {
  randomOverSampler: [{}, { shrinkage: 0.5 }, { samplingStrategy: 'minority' }],
  randomUnderSampler: [{}, { replacement: true }, { samplingStrategy: 'majority' }],
  randomHybrid: [{}, { target: 'median' }, { target: 11 }],
  smote: [{}, { kNeighbors: 1, samplingStrategy: 'all' }],
  borderlineSmote: [{}, { variant: 'borderline-2', mNeighbors: 4 }],
  adasyn: [{}, { nNeighbors: 2 }],
  tomekLinks: [{}, { samplingStrategy: 'all' }],
  editedNearestNeighbours: [{}, { selection: 'mode', samplingStrategy: 'all' }],
  nearMiss: [{}, { version: 2 }, { version: 3 }],
  smoteTomek: [{}],
  smoteEnn: [{}, { nNeighbors: 1 }],
};
export const allResamplers: ResamplerOptions[] = Object.entries(everyResampler).flatMap(([kind, settings]) =>
  settings.map((each) => ({ kind, ...each }) as ResamplerOptions),
);
