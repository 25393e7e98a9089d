import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

type LayerNormalizationOptions = NonNullable<Parameters<typeof tf.layers.layerNormalization>[0]>;

/** As `tf.layers.layerNormalization`, with groups of one axis. */
export interface GroupNormalizationOptions extends Omit<LayerNormalizationOptions, 'axis'> {
  /** How many; 32 by default. −1 gives each channel its own, which is instance normalisation. */
  groups?: number;
  /** Of the channels; −1, the default, is the last. */
  axis?: number;
}

/**
 * Group normalisation (Wu and He, 2018), Keras' `GroupNormalization`: each sample's groups of channels to mean 0 and
 * variance 1 over all their positions, then a scale and an offset of each channel. Unlike batch normalisation it does
 * not depend on the other samples of a batch.
 *
 * @throws EngineError `engine/invalid-options` where the groups do not divide the channels
 * @example
 * const convolution = tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, useBias: false });
 * tf.sequential({ layers: [convolution, groupNormalization({ groups: 8 })] });
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): tf.layers.Layer {
  return keeping(new GroupNormalization(options), options);
}

interface LayerNormalizationLayer extends tf.layers.Layer {
  axis: number | number[];
  epsilon: number;
  gamma: tf.LayerVariable | null;
  beta: tf.LayerVariable | null;
}

// tfjs keeps the class to itself; the name spares its counter of names.
const LayerNormalization = tf.layers.layerNormalization({ name: 'unused' }).constructor as new (
  options: LayerNormalizationOptions,
) => LayerNormalizationLayer;

/** tfjs' layer normalisation has the same settings and weights. */
class GroupNormalization extends LayerNormalization {
  static className = 'GroupNormalization';
  readonly #groups: number;

  constructor({ groups = 32, ...options }: GroupNormalizationOptions) {
    super(options);
    this.#groups = groups;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    const [axis] = [this.axis].flat() as [number];
    const channels = shape.at(axis);
    if (typeof channels !== 'number' || channels % this.#groupsOf(channels) !== 0) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" cannot make ${this.#groups} groups of axis ${axis} of an input of shape ` +
          `[${shape.join(', ')}]: groups must divide the number of channels (−1 for groups of one channel).`,
      );
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs);
      const [axis] = this.axis as [number];
      const channels = input.shape[axis] as number;
      const groups = this.#groupsOf(channels);
      const places = input.shape.map((_, place) => place).filter((place) => place !== 0 && place !== axis);
      const ofChannels = input.shape.map((size, place) => (places.includes(place) ? 1 : size));
      // First the mean of each channel, then that of a group's: the tensor itself need not be divided into groups.
      const meanOf = (values: tf.Tensor): tf.Tensor => {
        const means = places.length > 0 ? values.mean(places, true) : values;
        if (groups === channels) return means;
        const grouped = means.reshape([-1, groups, channels / groups]).mean(2, true);
        return grouped.tile([1, 1, channels / groups]).reshape(ofChannels);
      };
      const centred = input.sub(meanOf(input));
      const inverse = meanOf(centred.square()).add(this.epsilon).rsqrt();
      const ofWeights = ofChannels.map((size, place) => (place === 0 ? 1 : size));
      const scaled = centred.mul(this.gamma ? inverse.mul(this.gamma.read().reshape(ofWeights)) : inverse);
      return this.beta ? scaled.add(this.beta.read().reshape(ofWeights)) : scaled;
    });
  }

  #groupsOf(channels: number): number {
    return this.#groups === -1 ? channels : this.#groups;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const [axis] = [this.axis].flat() as [number];
    return { ...super.getConfig(), groups: this.#groups, axis };
  }
}

tf.serialization.registerClass(GroupNormalization as never);
