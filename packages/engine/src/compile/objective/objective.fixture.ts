import { tf } from '../../tensorflow.ts';
import { compileTrainStep, type TrainStep } from '../compile-train-step.ts';
import type { ObjectiveOptions } from './objective.ts';

export const SAMPLES = 6;

export const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

export const floats = (shape: number[], seed: number) => ({
  shape,
  data: tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed).dataSync<'float32'>()),
});

/** What a model with 4 features is given: its inputs, a weight, a class and a number for each sample. */
export const inputs = floats([SAMPLES, 4], 1);
export const weights = { shape: [SAMPLES], data: Float32Array.of(0, 0.5, 1, 1, 2, 3) };
export const colours = { shape: [SAMPLES], data: Int32Array.of(0, 1, 2, 0, 1, 1) };
export const sizes = floats([SAMPLES], 2);

export function oneHead(units: number, activation: 'softmax' | 'sigmoid' | 'linear' = 'softmax'): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.dense({ name: 'colour', inputShape: [4], units, activation, kernelInitializer: seeded(units) })],
  });
}

export const compileFor = (model: tf.LayersModel, objective: ObjectiveOptions): TrainStep =>
  compileTrainStep({ model, optimizer: { kind: 'sgd', learningRate: 0.1 }, ...objective });

export const meanOf = (values: readonly number[], factors: readonly number[] = []): number =>
  values.reduce((sum, value, index) => sum + value * (factors[index] ?? 1), 0) / values.length;
