import { createHash } from 'node:crypto';
import { tf } from '@sightline/engine';

/** The values of a model's weights, trainable or not, in the model's order. */
export function readWeights(model: tf.LayersModel): Float32Array[] {
  return model.weights.map((weight) => copyOf(weight.read()));
}

export function writeWeights(model: tf.LayersModel, values: readonly Float32Array[]): void {
  for (const [index, weight] of model.weights.entries()) {
    const value = tf.tensor(values[index] as Float32Array, weight.shape as number[]);
    weight.write(value);
    value.dispose();
  }
}

/** The values of optimizer slots. */
export function readVariables(variables: readonly tf.Variable[]): Float32Array[] {
  return variables.map((variable) => copyOf(variable));
}

export function writeVariables(variables: readonly tf.Variable[], values: readonly Float32Array[]): void {
  for (const [index, variable] of variables.entries()) {
    const value = tf.tensor(values[index] as Float32Array, variable.shape);
    variable.assign(value);
    value.dispose();
  }
}

/** sha256 of all weights: equal exactly when every bit of every weight is equal. */
export function hashWeights(values: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const array of values) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}

function copyOf(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync<'float32'>());
}
