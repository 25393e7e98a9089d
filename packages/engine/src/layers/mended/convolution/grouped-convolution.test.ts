import { EngineError } from '../../../errors.ts';
import { tf } from '../../../tensorflow.ts';
import '../../checks/unknown-settings.ts';

const { layers } = tf;
const settings = (options: object) => ({ filters: 6, kernelSize: 3, ...options }) as never;

describe('a convolution in groups', () => {
  it('lets the filters of a group see its channels only', () => {
    tf.tidy(() => {
      const layer = layers.conv2d(settings({ groups: 2 }));
      const images = tf.randomNormal([1, 5, 5, 4], 0, 1, 'float32', 1);
      const [before, after] = [images, images.mul([1, 1, 0, 0])].map((each) => layer.apply(each) as tf.Tensor);
      expect(layer.getWeights()[0]?.shape).toEqual([3, 3, 2, 6]);
      const changed = (before as tf.Tensor)
        .sub(after as tf.Tensor)
        .abs()
        .max([0, 1, 2]);
      expect([...changed.dataSync()].map((each) => each > 0.01)).toEqual([false, false, false, true, true, true]);
    });
  });

  it.each([
    ['conv1d', [7, 4]],
    ['conv2d', [7, 7, 4]],
    ['conv3d', [3, 3, 3, 4]],
  ] as const)('%s is saved and loaded with its groups, and without where it has none', async (maker, inputShape) => {
    const of = (options: object) => tf.sequential({ layers: [layers[maker](settings({ inputShape, ...options }))] });
    const model = of({ groups: 2 });
    const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    expect(again.toJSON()).toBe(model.toJSON());
    expect(again.countParams()).toBe(3 ** (inputShape.length - 1) * 2 * 6 + 6);
    expect(of({}).toJSON()).not.toContain('groups');
    expect(of({ groups: 1 }).countParams()).toBe(of({}).countParams());
  });

  it.each([
    [4, 4, 6],
    [3, 5, 6],
    [0, 4, 6],
    [1.5, 3, 6],
  ])('refuses %p groups of %p channels and %p filters, naming itself', (groups, channels, filters) => {
    const layer = layers.conv2d(settings({ name: 'grouped', groups, filters }));
    const build = () => layer.apply(tf.input({ shape: [8, 8, channels] }));
    expect(build).toThrow(EngineError);
    expect(build).toThrow(`"grouped" cannot divide ${channels} channels and ${filters} filters into ${groups} groups`);
  });
});
