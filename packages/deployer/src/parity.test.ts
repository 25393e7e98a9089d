import { createContext } from '@sightline/artifacts';
import { preprocessSchema } from '@sightline/contracts';
import { recordModel, tf } from '@sightline/engine';
import { FORMATS } from './formats.ts';
import { checkParity, greatestDifference, MODEL_NAMES } from './parity.ts';

describe('checkParity', () => {
  const preprocess = preprocessSchema.parse({ width: 2, height: 2, channels: 1 });
  const context = createContext({ root: 'unused' });
  const modelOf = (weight: number): tf.LayersModel => {
    const kernelInitializer = tf.initializers.constant({ value: weight });
    return tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: 2, kernelInitializer })],
    });
  };
  const exportsOf = (model: tf.LayersModel) => {
    const program = recordModel(model, MODEL_NAMES);
    return { onnx: FORMATS.onnx.write(program), savedModel: FORMATS.savedModel.write(program) };
  };
  const [right, wrong] = [modelOf(0.5), modelOf(0.501)];
  afterAll(() => {
    right.dispose();
    wrong.dispose();
  });

  it('measures the greatest difference over all images, in batches', async () => {
    const seen: number[] = [];
    const counting = { ...context, progress: ({ done }: { done: number }) => void seen.push(done) };
    const differences = await checkParity(
      right,
      exportsOf(right),
      { pixels: new Uint8Array(4 * 300).fill(200), preprocess },
      counting,
    );
    expect(differences).toEqual({ onnx: expect.closeTo(0, 6), savedModel: expect.closeTo(0, 6) });
    expect(seen).toEqual([256, 300]);
  });

  it.each(['onnx', 'savedModel'] as const)('refuses a model whose %s differs', async (name) => {
    const exports = { ...exportsOf(right), [name]: exportsOf(wrong)[name] };
    await expect(
      checkParity(right, exports, { pixels: new Uint8Array(4).fill(255), preprocess }, context),
    ).rejects.toMatchObject({
      code: 'deployer/parity-failed',
      message: expect.stringContaining(FORMATS[name].path),
    });
  });

  it('refuses to compare on nothing', async () => {
    const comparison = checkParity(right, exportsOf(right), { pixels: new Uint8Array(), preprocess }, context);
    await expect(comparison).rejects.toThrow('has no samples to compare on');
  });

  it('takes what is not a number, or missing, for a difference', () => {
    expect(greatestDifference(Float32Array.of(1, 2.5), Float32Array.of(1, 2))).toBe(0.5);
    expect(greatestDifference(Float32Array.of(Number.NaN, 2), Float32Array.of(1, 2))).toBeNaN();
    expect(greatestDifference(Float32Array.of(1), Float32Array.of(1, 2))).toBeNaN();
  });
});
