import { tf } from '../../tensorflow.ts';
import { type Case, seeded } from './case.fixture.ts';

const { layers } = tf;

/** A network of the layer between other weights, so that the gradient of its input shows. */
export function networkOf({ make, shape, classes }: Case): tf.LayersModel {
  const input = tf.input({ shape });
  const scaled = classes ? input : layers.prelu({ name: 'before', alphaInitializer: 'ones' }).apply(input);
  const output = make().apply(scaled) as tf.SymbolicTensor;
  const flat = output.shape.length > 2 ? (layers.flatten().apply(output) as tf.SymbolicTensor) : output;
  const head = layers.dense({ name: 'head', units: 3, kernelInitializer: seeded(9) });
  return tf.model({ inputs: input, outputs: head.apply(flat) as tf.SymbolicTensor });
}

/** Inputs of a shape, or class numbers. */
export function drawn(shape: number[], classes?: number): tf.Tensor {
  return classes ? tf.randomUniformInt(shape, 0, classes, 3).toFloat() : tf.randomUniform(shape, -1, 1, 'float32', 3);
}
