import { recordModel, tf } from '@sightline/engine';
import { type Format, FORMATS } from './formats.ts';
import { buildOpenNetwork, OPEN_NETWORKS } from './fixtures/open-networks.fixture.ts';
import { greatestDifference } from './parity.ts';
import { randomValues } from './fixtures/random-values.fixture.ts';

const BATCHES = [1, 3, 17];

describe.each(Object.entries<Format>(FORMATS))('as %s', (_, format) => {
  it.each(Object.entries(OPEN_NETWORKS))(
    'the network with %s gives the same values for any size',
    async (name, { shape, sizes, ofTokens }) => {
      const model = buildOpenNetwork(name);
      const loaded = await format.open(format.write(recordModel(model)));
      for (const [index, open] of sizes.entries()) {
        const rest = [...open];
        const own = shape.map((size) => size ?? (rest.shift() as number));
        const batch = BATCHES[index % BATCHES.length] as number;
        const data = randomValues([batch, ...own], index);
        const given = ofTokens ? data.map((_value, place) => place % 7) : data;
        const expected = tf.tidy(() => model.predict(tf.tensor(given, [batch, ...own])) as tf.Tensor);
        const result = await loaded.run({ shape: [batch, ...own], data: given });
        expect(result.shape).toEqual(expected.shape);
        expect(greatestDifference(result.data, expected.dataSync<'float32'>())).toBeLessThanOrEqual(1e-5);
        expected.dispose();
      }
      await loaded.close();
      model.dispose();
    },
  );
});
