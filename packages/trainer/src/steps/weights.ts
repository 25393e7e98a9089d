import { createHash } from 'node:crypto';
import { tf } from '@sightline/engine';

/** Whatever has weights: a model, or several together. */
export type Weights = Pick<tf.LayersModel, 'weights'>;

/** The values of a model's weights, trainable or not, in the model's order. */
export function readWeights(model: Weights): Float32Array[] {
  return model.weights.map((weight) => Float32Array.from(weight.read().dataSync<'float32'>()));
}

export function writeWeights(model: Weights, values: readonly Float32Array[]): void {
  for (const [index, weight] of model.weights.entries()) {
    const value = tf.tensor(values[index] as Float32Array, weight.shape as number[]);
    weight.write(value);
    value.dispose();
  }
}

/** sha256 of all weights: equal exactly when every bit of every weight is equal. */
export function hashWeights(values: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const array of values) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}
