import type { HostTensor, Program } from '@sightline/engine';
import { EXPORTS } from './fixtures/exports.fixture.ts';
import { type Format, FORMATS, type LoadedModel } from './formats.ts';

/** A difference of almost nothing, in every format. */
const nearlyNone = Object.fromEntries(Object.keys(FORMATS).map((name) => [name, expect.closeTo(0, 5)]));

it.each(Object.entries(EXPORTS))('%s gives the same values for any batch and size', async (_, open) => {
  const { record, trials, compute, dispose } = open();
  const program = record();
  const computed = trials.map((inputs) => ({ inputs, expected: compute(inputs) }));
  const differences: Record<string, number> = {};
  for (const [name, format] of Object.entries<Format>(FORMATS)) {
    const loaded = await format.open(format.write(program));
    differences[name] = 0;
    for (const { inputs, expected } of computed) {
      const results = await resultsOf(loaded, program, inputs);
      expect(results.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
      const found = results.map(({ data }, index) => difference(data, (expected[index] as HostTensor).data));
      differences[name] = Math.max(differences[name], ...found);
    }
    await loaded.close();
  }
  expect(differences).toEqual(nearlyNone);
  dispose();
});

/** In the order of the program's outputs. */
async function resultsOf(loaded: LoadedModel, program: Program, inputs: HostTensor[]): Promise<HostTensor[]> {
  const named = program.inputs.map(({ name }, index) => [name, inputs[index] as HostTensor]);
  const results = await loaded.run(Object.fromEntries(named));
  return program.outputs.map(({ name }) => results[name] as HostTensor);
}

/** The greatest, relative to 1 or the value; NaN and infinities are what they are. */
function difference(values: HostTensor['data'], expected: HostTensor['data']): number {
  return (expected as Float32Array).reduce((greatest, value, index) => {
    const other = values[index] as number;
    const found = Object.is(value, other) ? 0 : Math.abs(other - value) / Math.max(1, Math.abs(value));
    return Math.max(greatest, found);
  }, 0);
}
