import { tf } from '../../tensorflow.ts';
import type { Batch } from '../objective/batch.ts';
import { compileTrainStep, type TrainStep } from '../compile-train-step.ts';
import { floats, seeded } from '../objective/objective.fixture.ts';
import type { TrainStepOptions } from '../options.ts';

export const dense = (name: string, units: number, options: object = {}) =>
  tf.layers.dense({ name, units, kernelInitializer: seeded(units), activation: 'tanh', ...options });

export const network = (...middle: tf.layers.Layer[]): tf.LayersModel =>
  tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [3] }), dense('first', 4), ...middle, dense('last', 1)],
  });

export const batch = (size: number, seed = 1): Batch => ({
  inputs: floats([size, 3], seed),
  targets: floats([size, 1], seed + 1),
});

export const compileFor = (model: tf.LayersModel, options: Partial<TrainStepOptions> = {}): TrainStep =>
  compileTrainStep({
    model,
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.2, momentum: 0.9 },
    warn: () => {},
    ...options,
  });

export const layerOf = (model: tf.LayersModel, name: string): tf.layers.Layer => model.getLayer(name);
