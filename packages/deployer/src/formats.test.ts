import { type HostTensor, type Program, record, recordModel, tf } from '@sightline/engine';
import { EXPORTED_NETWORKS, referenceOf, trialsOf } from './fixtures/exported-networks.fixture.ts';
import { FUNCTIONS } from './fixtures/functions.fixture.ts';
import { OPERATIONS } from './fixtures/operations.fixture.ts';
import { randomValues } from './fixtures/random-values.fixture.ts';
import { type Format, FORMATS, type LoadedModel } from './formats.ts';

const BATCHES = [1, 3, 17];

type Compute = (inputs: HostTensor[]) => HostTensor[];

/** The greatest difference from what was computed, relative to 1 or the value, over all trials, by format. */
async function differences(
  program: Program,
  trials: HostTensor[][],
  compute: Compute,
): Promise<Record<string, number>> {
  const computed = trials.map((inputs) => ({ inputs, expected: compute(inputs) }));
  const greatest: Record<string, number> = {};
  for (const [name, format] of Object.entries<Format>(FORMATS)) {
    const loaded = await format.open(format.write(program));
    const found: number[] = [];
    for (const { inputs, expected } of computed) {
      const results = await resultsOf(loaded, program, inputs);
      expect(results.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      results.forEach(({ data }, index) => found.push(relativeDifference(data, (expected[index] as HostTensor).data)));
    }
    greatest[name] = Math.max(...found);
    await loaded.close();
  }
  return greatest;
}

/** In every format. */
const nearlyNone = Object.fromEntries(Object.keys(FORMATS).map((name) => [name, expect.closeTo(0, 5)]));

it.each(Object.entries(EXPORTED_NETWORKS))(
  'the network with %s gives the same values for any batch and size',
  async (name, { build }) => {
    const model = build();
    const reference = referenceOf(name, model);
    const found = await differences(recordModel(model), trialsOf(name), (inputs) => reference.predict(...inputs));
    expect(found).toEqual(nearlyNone);
    reference.dispose();
    model.dispose();
  },
);

it.each(Object.entries({ ...FUNCTIONS, ...OPERATIONS }))(
  'the function with %s gives the same values for any batch',
  async (_, { shape, fn }) => {
    const program = record(({ x }) => ({ y: fn(x) }), { inputs: [{ name: 'x', shape: [null, ...shape] }] });
    const trials = BATCHES.map((batch) => [{ shape: [batch, ...shape], data: randomValues([batch, ...shape], batch) }]);
    const compute: Compute = ([x]) =>
      tf.tidy(() => {
        const y = fn(tf.tensor((x as HostTensor).data, [...(x as HostTensor).shape]));
        return [{ shape: y.shape, data: y.dataSync<'float32' | 'int32' | 'bool'>() }];
      });
    expect(await differences(program, trials, compute)).toEqual(nearlyNone);
  },
);

/** In the order of the program's outputs. */
async function resultsOf(loaded: LoadedModel, program: Program, inputs: HostTensor[]): Promise<HostTensor[]> {
  const named = program.inputs.map(({ name }, index) => [name, inputs[index] as HostTensor]);
  const results = await loaded.run(Object.fromEntries(named));
  return program.outputs.map(({ name }) => results[name] as HostTensor);
}

/** NaN and infinities are what they are. */
function relativeDifference(values: HostTensor['data'], expected: HostTensor['data']): number {
  return (expected as Float32Array).reduce((greatest, value, index) => {
    const other = values[index] as number;
    const difference = Object.is(value, other) ? 0 : Math.abs(other - value) / Math.max(1, Math.abs(value));
    return Math.max(greatest, difference);
  }, 0);
}
