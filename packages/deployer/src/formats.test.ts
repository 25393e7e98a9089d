import { type Program, record, recordModel, tf } from '@sightline/engine';
import { type Format, FORMATS } from './formats.ts';
import { FUNCTIONS } from './fixtures/functions.fixture.ts';
import { OPERATIONS } from './fixtures/operations.fixture.ts';
import { buildNetwork, NETWORKS } from './fixtures/networks.fixture.ts';
import { greatestDifference } from './parity.ts';
import { randomValues } from './fixtures/random-values.fixture.ts';

const BATCHES = [1, 3, 17];

describe.each(Object.entries<Format>(FORMATS))('as %s', (_, format) => {
  /** The greatest difference from what `compute` gives, over batches of different sizes. */
  async function difference(
    program: Program,
    shape: number[],
    compute: (batch: tf.Tensor) => tf.Tensor,
  ): Promise<number> {
    const loaded = await format.open(format.write(program));
    let greatest = 0;
    for (const size of BATCHES) {
      const batch = { shape: [size, ...shape], data: randomValues([size, ...shape], size) };
      const expected = tf.tidy(() => compute(tf.tensor(batch.data, batch.shape)));
      const result = await loaded.run(batch);
      const fits = String(result.shape) === String(expected.shape);
      greatest = Math.max(greatest, fits ? greatestDifference(result.data, expected.dataSync<'float32'>()) : Infinity);
      expected.dispose();
    }
    await loaded.close();
    return greatest;
  }

  it.each(Object.entries(NETWORKS))(
    'the network with %s gives the same values for any batch',
    async (name, { shape }) => {
      const model = buildNetwork(name);
      const predict = (batch: tf.Tensor): tf.Tensor => model.predict(batch) as tf.Tensor;
      expect(await difference(recordModel(model), shape, predict)).toBeLessThanOrEqual(1e-5);
      model.dispose();
    },
  );

  it.each(Object.entries({ ...FUNCTIONS, ...OPERATIONS }))(
    'the function with %s gives the same values for any batch',
    async (_name, { shape, fn }) => {
      const program = record(({ x }) => ({ y: fn(x) }), { inputs: [{ name: 'x', shape: [null, ...shape] }] });
      expect(await difference(program, shape, fn)).toBeLessThanOrEqual(1e-5);
    },
  );
});
