import { compilePredict } from '../../compile/compile-predict.ts';
import { EngineError } from '../../errors.ts';
import type { HostTensor } from '../../host/host-tensor.ts';
import { tf } from '../../tensorflow.ts';
import { classToken } from './class-token.ts';
import { patchEmbedding } from './patch-embedding.ts';
import { positionalEmbedding } from './positional-embedding.ts';

describe('patchEmbedding', () => {
  it('gives the patches row by row', () => {
    tf.tidy(() => {
      const patches = patchEmbedding({ patchSize: [1, 2], outputDim: 1, kernelInitializer: 'ones', useBias: false });
      const image = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 4, 1]);
      const output = patches.apply(image) as tf.Tensor;
      expect(output.shape).toEqual([1, 4, 1]);
      expect([...output.dataSync()]).toEqual([11, 22, 33, 44]);
    });
  });

  it('refuses images that are not made of whole patches', () => {
    const build = () =>
      patchEmbedding({ name: 'patches', patchSize: 16, outputDim: 4 }).apply(tf.input({ shape: [28, 32, 1] }));
    expect(build).toThrow(EngineError);
    expect(build).toThrow(/"patches" cuts images into patches of 16×16 pixels, but they are 28×32/);
  });

  it('refuses what follows from its patches', () => {
    expect(() => patchEmbedding({ patchSize: 2, outputDim: 4, strides: 1 } as never)).toThrow(/strides 1/);
  });
});

describe('positionalEmbedding', () => {
  it('tells equal inputs apart by where they stand', () => {
    tf.tidy(() => {
      const output = positionalEmbedding().apply(tf.ones([2, 3, 4])) as tf.Tensor;
      const [first, second, third] = output.slice([0], [1]).squeeze([0]).unstack();
      for (const other of [second, third]) {
        expect(
          first
            ?.sub(other as tf.Tensor)
            .abs()
            .max()
            .dataSync()[0],
        ).toBeGreaterThan(1e-3);
      }
    });
  });

  it('begins with small values, and with others where they are asked for', () => {
    const [layer, ones] = [positionalEmbedding(), positionalEmbedding({ embeddingsInitializer: 'ones' })];
    for (const each of [layer, ones]) each.apply(tf.input({ shape: [30, 40] }));
    tf.tidy(() => {
      const { variance } = tf.moments(layer.getWeights()[0] as tf.Tensor);
      // A normal distribution cut off at two standard deviations.
      expect(Math.sqrt(variance.dataSync()[0] as number)).toBeCloseTo(0.02 * 0.88, 2);
      expect(ones.getWeights()[0]?.min().dataSync()[0]).toBe(1);
    });
  });

  it('takes sequences of any length up to its own, compiled once', () => {
    const input = tf.input({ shape: [null, 2] });
    const layer = positionalEmbedding({ name: 'places', sequenceLength: 4, embeddingsInitializer: 'randomNormal' });
    const predictor = compilePredict(tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor }));
    const embeddings = [...(layer.getWeights()[0]?.dataSync() ?? [])];
    for (const positions of [1, 3, 4, 2]) {
      const zeros = { shape: [1, positions, 2], data: new Float32Array(2 * positions) };
      const [output] = predictor.predict(zeros) as [HostTensor];
      expect([...(output.data as Float32Array)]).toEqual(embeddings.slice(0, 2 * positions));
    }
    const longer = { shape: [1, 5, 2], data: new Float32Array(10) };
    expect(() => predictor.predict(longer)).toThrow(EngineError);
    predictor.dispose();
    expect(() => layer.apply(tf.ones([1, 5, 2]))).toThrow(
      /"places" needs .* of at most 4 positions \(sequenceLength\)/,
    );
    expect(() => positionalEmbedding({ sequenceLength: 4 }).apply(tf.input({ shape: [5, 2] }))).toThrow(EngineError);
  });

  it.each([[[null, 4]], [[6]]])('refuses an input of %p', (shape) => {
    const build = () => positionalEmbedding({ name: 'places' }).apply(tf.input({ shape }));
    expect(build).toThrow(EngineError);
    expect(build).toThrow(/"places" needs an input of positions and features/);
  });
});

describe('an embedding of patches', () => {
  it('is saved and loaded with its settings', async () => {
    const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
    const settings = { patchSize: 4, outputDim: 6, kernelInitializer, useBias: false };
    const layers = [
      patchEmbedding({ inputShape: [8, 8, 1], ...settings }),
      classToken(),
      positionalEmbedding({ embeddingsInitializer: 'randomNormal' }),
    ];
    const model = tf.sequential({ layers });
    expect(model.outputShape).toEqual([null, 5, 6]);
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    again.setWeights(model.getWeights());
    tf.tidy(() => {
      const images = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);
      expect((again.predict(images) as tf.Tensor).dataSync()).toEqual((model.predict(images) as tf.Tensor).dataSync());
    });
  });
});
