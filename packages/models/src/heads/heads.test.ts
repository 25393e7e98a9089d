import type { HeadSpec } from '@sightline/contracts';
import { recordModel, tf } from '@sightline/engine';
import type { Head } from './head.ts';
import { heads } from './heads.ts';

/** What holds for the rows of each head. A new kind must be added here, and is then held to the contract below. */
const cases: { readonly [Kind in HeadSpec['kind']]: readonly [HeadSpec, (row: number[]) => void][] } = {
  dense: [
    [
      { kind: 'dense', name: 'probabilities', units: 3, activation: 'softmax' },
      (row) => expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5),
    ],
    [
      { kind: 'dense', name: 'labels', units: 2, activation: 'sigmoid' },
      (row) => expect(row.every((value) => value > 0 && value < 1)).toBe(true),
    ],
    [
      { kind: 'dense', name: 'values', units: 1, activation: 'linear' },
      (row) => expect(row.every((value) => Number.isFinite(value))).toBe(true),
    ],
  ],
  embedding: [
    [{ kind: 'embedding', name: 'embedding', units: 4 }, (row) => expect(Math.hypot(...row)).toBeCloseTo(1, 5)],
  ],
  prototypes: [
    [
      { kind: 'prototypes', name: 'probabilities', units: 3, temperature: 0.1 },
      (row) => expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5),
    ],
  ],
  nearestNeighbours: [
    [
      { kind: 'nearestNeighbours', name: 'probabilities', units: 3, samples: 7, neighbours: 2 },
      (row) => expect(row.every((value) => value >= 0 && value <= 1)).toBe(true),
    ],
  ],
  cosines: [
    [
      { kind: 'cosines', name: 'cosines', units: 3 },
      (row) => expect(row.every((value) => Math.abs(value) <= 1 + 1e-6)).toBe(true),
    ],
  ],
};

const listed = Object.values(cases)
  .flat()
  .map(([spec, holds]) => [`${spec.kind} ${spec.name}`, spec, holds] as const);

afterEach(() => tf.disposeVariables());

describe.each(listed)('%s', (...[, spec, holds]) => {
  const build = (seed = 1): tf.LayersModel => {
    const inputs = tf.input({ name: 'features', shape: [6] });
    return tf.model({ inputs, outputs: (heads[spec.kind] as Head)(inputs, spec, seed) });
  };

  it('gives rows of its units, as its kind says', () => {
    const rows = tf.tidy(() => {
      const features = tf.randomUniform([5, 6], -3, 3, 'float32', 1);
      return (build().predict(features) as tf.Tensor2D).arraySync();
    });
    expect(rows.map(({ length }) => length)).toEqual(Array(5).fill(spec.units));
    rows.forEach(holds);
  });

  it('is the output of that name when the network is recorded', () => {
    expect(recordModel(build()).outputs.map(({ name }) => name)).toEqual([spec.name]);
  });

  it('starts from the same weights under the same seed, from others under another', () => {
    const weights = (seed?: number) =>
      build(seed)
        .getWeights()
        .map((weight) => weight.dataSync<'float32'>());
    expect(weights()).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });

  it('is saved and loaded', async () => {
    const model = build();
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
  });
});
