import { compileTrainStep, type TrainStep } from '../../compile/compile-train-step.ts';
import { compile } from '../../compile/compile.ts';
import type { TrainStepOptions } from '../../compile/options.ts';
import { tf } from '../../tensorflow.ts';

/** A layer of one function. */
class Applied extends tf.layers.Layer {
  static className = 'Applied';
  readonly #fn: (x: tf.Tensor) => tf.Tensor;

  constructor(name: string, fn: (x: tf.Tensor) => tf.Tensor) {
    super({ name });
    this.#fn = fn;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.#fn([inputs].flat()[0] as tf.Tensor);
  }
}

const batch = {
  inputs: { shape: [2, 4], data: Float32Array.from({ length: 8 }, (_, index) => index) },
  targets: { shape: [2, 4], data: new Float32Array(8) },
};
const image = (x: tf.Tensor) => x.reshape<tf.Tensor4D>([-1, 2, 2, 1]);
const flipped = (x: tf.Tensor) => tf.image.flipLeftRight(image(x)).reshape(x.shape);
const dilated = (x: tf.Tensor) =>
  tf.depthwiseConv2d(image(x), tf.ones([2, 2, 1, 1]), 1, 'same', 'NHWC', 2).reshape([-1, 4]);

/** Weights, and the layer after them. */
const compileThrough = (layer: tf.layers.Layer, options: Partial<TrainStepOptions> = {}): TrainStep => {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 4 }), layer] });
  return compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' }, ...options });
};

describe('a gradient', () => {
  afterEach(() => tf.disposeVariables());

  it('that is missing names the operation, the layer and the line, before the first batch', () => {
    const layer = new Applied('flip', flipped);
    const message =
      /^FlipLeftRight \(in layer "flip" of class Applied, at .*gradient-origins\.test\.ts:\d+.*\) has no gradient/;
    expect(() => compileThrough(layer)).toThrow(message);
    expect(() => compileThrough(layer)).toThrow(expect.objectContaining({ code: 'engine/invalid-options' }));
  });

  it('that fails names the operation and the layer, and leaves no tensor behind', () => {
    const message =
      /^The gradient of DepthwiseConv2dNative \(in layer "wide" of class Applied\) failed: .*dilation rates/;
    const { numTensors } = tf.memory();
    expect(() => compileThrough(new Applied('wide', dilated))).toThrow(message);
    tf.disposeVariables();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('is named in eager training as well', async () => {
    const peeking = new Applied('peeking', (x) => dilated(x.mul(x.dataSync().length)));
    const step = compileThrough(peeking, { fallback: 'eager', warn: () => undefined });
    await expect(step.train(batch)).rejects.toThrow(/\(in layer "peeking" of class Applied\) failed/);
    step.dispose();
  });

  it('is not missing where nothing is trained before', async () => {
    const first = new Applied('first', flipped);
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [4] }), first, tf.layers.dense({ units: 4 })],
    });
    const step = compileTrainStep({ model, loss: 'meanSquaredError', optimizer: { kind: 'sgd' } });
    await expect(step.train(batch)).resolves.toMatchObject({ samples: 2 });
    step.dispose();
  });

  it('of a function names the line alone, and tfjs is itself again afterwards', () => {
    const slope = compile((x: tf.Tensor) => tf.grad(flipped)(x));
    const x = tf.ones([1, 4]);
    expect(() => slope(x)).toThrow(/^FlipLeftRight \(at .*gradient-origins\.test\.ts:\d+.*\) has no gradient/);
    expect(() => tf.grad(flipped)(x)).toThrow('gradient function not found');
    slope.dispose();
  });
});
