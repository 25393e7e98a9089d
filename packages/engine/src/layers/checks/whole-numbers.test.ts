import {
  adaptiveAveragePooling2d,
  multiHeadAttention,
  patchEmbedding,
  spectralNormalization,
  squeezeAndExcite,
  upSampling1d,
} from '../../index.ts';
import { tf } from '../../tensorflow.ts';

type Make = (value: never) => tf.layers.Layer;

const settings: Readonly<Record<string, Make>> = {
  numHeads: (numHeads) => multiHeadAttention({ numHeads, keyDim: 1 }),
  keyDim: (keyDim) => multiHeadAttention({ numHeads: 1, keyDim }),
  bottleneckFilters: (bottleneckFilters) => squeezeAndExcite({ bottleneckFilters }),
  powerIterations: (powerIterations) =>
    spectralNormalization({ layer: tf.layers.dense({ units: 1 }), powerIterations }),
  patchSize: (patchSize) => patchEmbedding({ patchSize, outputDim: 1 }),
  outputDim: (outputDim) => patchEmbedding({ patchSize: 1, outputDim }),
  outputSize: (outputSize) => adaptiveAveragePooling2d({ outputSize }),
  size: (size) => upSampling1d({ size }),
};

describe.each(Object.entries(settings))('a layer whose %s counts something', (setting, make) => {
  it.each([0, -1, 1.5, Number.NaN, '4', [1, 2, 3]])('refuses %p, naming itself and what is allowed', (value) => {
    expect(() => make(value as never)).toThrow(
      expect.objectContaining({
        code: 'engine/invalid-options',
        message: expect.stringMatching(
          `^The layer "\\w+" \\(\\w+\\) was given ${setting} .* Allowed: a whole number of`,
        ),
      }),
    );
  });
});
