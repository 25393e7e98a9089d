import { type Program, record, recordModel, tf } from '@sightline/engine';
import { FORMATS, type Values } from './formats.ts';
import { checkParity, type Computed, greatestDifference } from './parity.ts';

const exportsOf = (program: Program) => ({
  onnx: FORMATS.onnx.write(program),
  savedModel: FORMATS.savedModel.write(program),
});
async function* each(...batches: Computed[]): AsyncGenerator<Computed> {
  yield* batches;
}
const floats = (shape: number[], ...data: number[]): Values => ({ shape, data: Float32Array.from(data) });

describe('checkParity', () => {
  const modelOf = (weight: number): tf.LayersModel => {
    const kernelInitializer = tf.initializers.constant({ value: weight });
    return tf.sequential({
      layers: [
        tf.layers.flatten({ name: 'pixels', inputShape: [2, 2, 1] }),
        tf.layers.dense({ name: 'scores', units: 2, kernelInitializer }),
      ],
    });
  };
  const [right, wrong] = [modelOf(0.5), modelOf(0.501)];
  const names = { inputs: ['image'], outputs: ['scores'] };
  const [asTrained, otherwise] = [right, wrong].map((model) => exportsOf(recordModel(model, names)));
  const ofSamples = (count: number): Computed => ({
    inputs: { image: { shape: [count, 2, 2, 1], data: new Float32Array(4 * count).fill(0.75) } },
    outputs: { scores: { shape: [count, 2], data: new Float32Array(2 * count).fill(1.5) } },
  });
  afterAll(() => tf.dispose([...right.getWeights(), ...wrong.getWeights()]));

  it('measures the greatest difference over all batches', async () => {
    const off = { ...ofSamples(1), outputs: { scores: floats([1, 2], 1.5, 1.500003) } };
    const differences = await checkParity(asTrained as never, each(ofSamples(3), off, ofSamples(2)));
    expect(differences).toEqual({ onnx: expect.closeTo(2e-6, 6), savedModel: expect.closeTo(2e-6, 6) });
    expect(differences.onnx).toBeGreaterThan(1e-6);
  });

  it.each(['onnx', 'savedModel'] as const)('refuses a model whose %s differs', async (name) => {
    const exports = { ...(asTrained as ReturnType<typeof exportsOf>), [name]: otherwise?.[name] as Uint8Array };
    await expect(checkParity(exports, each(ofSamples(1)))).rejects.toMatchObject({
      code: 'deployer/parity-failed',
      message: expect.stringContaining(`"scores" of ${FORMATS[name].path} differs by 0.00`),
    });
  });

  it('compares several inputs and outputs of several types by their names', async () => {
    const exports = exportsOf(
      record(
        ({ counts, mask, image }) => ({
          next: counts.add(tf.scalar(1, 'int32')),
          opposite: tf.logicalNot(mask),
          mean: tf.mean(image, [1, 2]),
        }),
        {
          inputs: [
            { name: 'counts', shape: [null, 2], dtype: 'int32' },
            { name: 'mask', shape: [null], dtype: 'bool' },
            { name: 'image', shape: [null, null, null, 1] },
          ],
        },
      ),
    );
    const inputs = {
      image: floats([1, 1, 2, 1], 1, 3),
      mask: { shape: [1], data: Uint8Array.of(1) },
      counts: { shape: [1, 2], data: Int32Array.of(4, -1) },
    };
    const outputs = {
      mean: floats([1, 1], 2),
      next: { shape: [1, 2], data: Int32Array.of(5, 0) },
      opposite: { shape: [1], data: Uint8Array.of(0) },
    };
    expect(await checkParity(exports, each({ inputs, outputs }))).toEqual({ onnx: 0, savedModel: 0 });
    const other = { ...outputs, opposite: { shape: [1], data: Uint8Array.of(1) } };
    await expect(checkParity(exports, each({ inputs, outputs: other }))).rejects.toThrow('"opposite" of model.onnx');
    const missing = { ...outputs, more: floats([1], 0) };
    await expect(checkParity(exports, each({ inputs, outputs: missing }))).rejects.toThrow('differs by NaN');
  });

  it('says which file a runtime refuses, and keeps what the runtime says as the cause', async () => {
    const exports = { ...(asTrained as ReturnType<typeof exportsOf>), onnx: Uint8Array.of(1, 2, 3) };
    await expect(checkParity(exports, each(ofSamples(1)))).rejects.toMatchObject({
      code: 'deployer/parity-failed',
      message: expect.stringContaining('the runtime of the format cannot open model.onnx'),
      cause: expect.objectContaining({ message: expect.stringContaining('protobuf') }),
    });
  });

  it('refuses to compare on nothing', async () => {
    await expect(checkParity(asTrained as never, each())).rejects.toThrow('has no samples to compare on');
  });

  it('takes what is not a number, of another shape or of another type for a difference', () => {
    expect(greatestDifference(floats([2], 1, 2.5), floats([2], 1, 2))).toBe(0.25);
    expect(greatestDifference(floats([2], 0.25, 2), floats([2], 0.5, 2))).toBe(0.25);
    expect(greatestDifference(floats([2], Number.NaN, 2), floats([2], 1, 2))).toBeNaN();
    expect(greatestDifference(floats([1], 1), floats([1, 1], 1))).toBeNaN();
    expect(greatestDifference({ shape: [1], data: Int32Array.of(1) }, floats([1], 1))).toBeNaN();
    expect(greatestDifference(undefined, floats([1], 1))).toBeNaN();
  });
});
