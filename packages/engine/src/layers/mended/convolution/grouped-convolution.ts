import { EngineError } from '../../../errors.ts';
import { tf } from '../../../tensorflow.ts';
import { only, onlyShape } from '../layer-class.ts';
import { type Convolution, convolved, ofGroups } from './convolution.ts';

type Options = { name?: string; groups?: number | null } & Record<string, unknown>;
type ConvolutionClass = new (options: Options) => Convolution;

const { layers } = tf as unknown as { layers: Record<string, (options: Options) => Convolution> };

/** Of a strided convolution whose channels are last. */
const strided = {
  1: (x: tf.Tensor, kernel: tf.Tensor, { strides, padding, dilationRate }: Convolution) =>
    tf.conv1d(x as tf.Tensor3D, kernel as tf.Tensor3D, strides[0] as number, padding, 'NWC', dilationRate[0]),
  2: (x: tf.Tensor, kernel: tf.Tensor, { strides, padding, dilationRate }: Convolution) =>
    tf.conv2d(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      strides as [number, number],
      padding,
      'NHWC',
      dilationRate as [number, number],
    ),
  3: (x: tf.Tensor, kernel: tf.Tensor, { strides, padding, dilationRate }: Convolution) =>
    tf.conv3d(
      x as tf.Tensor5D,
      kernel as tf.Tensor5D,
      strides as [number, number, number],
      padding,
      'NDHWC',
      dilationRate as [number, number, number],
    ),
};

/**
 * Gives a convolution of tfjs the `groups` that Keras' has: channels are divided into as many groups, and the filters
 * of a group see its channels only. The kernel is `[…, channels / groups, filters]`.
 */
function mendGroups(maker: 'conv1d' | 'conv2d' | 'conv3d'): void {
  // The name spares tfjs' counter of names.
  const Base = layers[maker]?.({ name: 'unused', filters: 1, kernelSize: 1 }).constructor as ConvolutionClass;

  class Grouped extends Base {
    override readonly groups: number;

    constructor({ groups, ...options }: Options) {
      super(options);
      this.groups = groups ?? 1;
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      const shape = onlyShape(inputShape);
      const axis = this.dataFormat === 'channelsFirst' ? 1 : shape.length - 1;
      const channels = shape[axis] ?? 0;
      const { groups, filters, name } = this;
      if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0 || filters % groups !== 0) {
        throw new EngineError(
          'engine/invalid-options',
          `The layer "${name}" cannot divide ${channels} channels and ${filters} filters into ${groups} groups. ` +
            'Both must be multiples of the groups.',
        );
      }
      super.build(shape.map((size, place) => (place === axis && size !== null ? size / groups : size)));
      this.inputSpec = [{ ndim: this.rank + 2, axes: { [axis]: channels } }];
    }

    override call(...args: Parameters<tf.layers.Layer['call']>): tf.Tensor | tf.Tensor[] {
      if (this.groups === 1) return super.call(...args);
      return tf.tidy(() =>
        convolved(only(args[0]), this, (x) =>
          ofGroups(x, this, (part, kernel) => strided[this.rank](part, kernel, this)),
        ),
      );
    }

    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...(this.groups === 1 ? {} : { groups: this.groups }) };
    }
  }

  layers[maker] = (options) => new Grouped(options);
  tf.serialization.registerClass(Grouped as never);
}

mendGroups('conv1d');
mendGroups('conv2d');
mendGroups('conv3d');
