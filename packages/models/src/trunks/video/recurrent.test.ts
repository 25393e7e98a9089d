import { modelSpecSchema, parse, type HeadSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { buildModel } from '../../build-model.ts';

const head: HeadSpec = { kind: 'dense', name: 'probabilities', units: 3, activation: 'softmax' };
const trunk = { architecture: 'cnn', filters: [3, 4], denseUnits: 5 };
const build = (spec: object, inputShape: number[]) =>
  buildModel(parse(modelSpecSchema, spec, 'the model'), { inputShape, head, seed: 7 });
const clips = (frames: number) => tf.randomUniform([2, frames, 12, 10, 1], 0, 1, 'float32', 1);

afterEach(() => tf.disposeVariables());

describe.each(['cnn-lstm', 'cnn-gru', 'cnn-gru-attention'] as const)('%s', (architecture) => {
  it('says of each frame what the same network says of it as an image', () => {
    const images = build(trunk, [12, 10, 1]);
    const ofClips = build({ architecture, trunk }, [4, 12, 10, 1]);
    const { output: features } = images.getLayer('dense');
    const { output: sequence } = ofClips.getLayer('sequence');
    tf.tidy(() => {
      const batch = clips(4);
      const ofImages = tf.model({ inputs: images.inputs, outputs: features });
      const ofFrames = tf.model({ inputs: ofClips.inputs, outputs: sequence });
      const expected = (ofImages.predict(batch.reshape([8, 12, 10, 1])) as tf.Tensor).dataSync();
      const found = ofFrames.predict(batch) as tf.Tensor;
      expect(found.shape).toEqual([2, 4, 5]);
      expect([...found.dataSync()]).toEqual([...expected].map((value) => expect.closeTo(value, 5)));
    });
  });

  it('depends on the order of the frames', () => {
    const model = build({ architecture, trunk }, [4, 12, 10, 1]);
    tf.tidy(() => {
      const batch = clips(4);
      const forward = (model.predict(batch) as tf.Tensor).dataSync();
      const backward = (model.predict(batch.reverse(1)) as tf.Tensor).dataSync();
      expect(Math.max(...forward.map((value, at) => Math.abs(value - (backward[at] as number))))).toBeGreaterThan(1e-4);
    });
  });

  it('refuses frames that are too small for the network of each frame', () => {
    const tooSmall = () => build({ architecture, trunk: { architecture: 'resnet18' } }, [4, 30, 40, 3]);
    expect(tooSmall).toThrow(`Images of 30×40 are too small for ${architecture}, which needs at least 32×32`);
  });
});
