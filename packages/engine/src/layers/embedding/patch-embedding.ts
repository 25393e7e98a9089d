import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { COUNT, isCount, refusedSetting, requireCount } from '../checks/whole-numbers.ts';
import { onlyShape } from '../mended/layer-class.ts';

type ConvolutionOptions = Parameters<typeof tf.layers.conv2d>[0];

const SET_BY_PATCHES = [
  'filters',
  'kernelSize',
  'strides',
  'padding',
  'dataFormat',
  'dilationRate',
  'activation',
] as const;

/** As `tf.layers.conv2d`, without what follows from the patches. */
export interface PatchEmbeddingOptions extends Omit<ConvolutionOptions, (typeof SET_BY_PATCHES)[number]> {
  /** Height and width of a patch in pixels. */
  patchSize: number | [number, number];
  /** Of each patch. */
  outputDim: number;
}

/**
 * Cuts images `[batch, height, width, channels]` into patches and projects each (Dosovitskiy et al., 2021): `[batch,
 * patches, outputDim]`, row by row. Kernel `[height of a patch, width, channels, outputDim]` and bias, as timm's
 * `PatchEmbed` and KerasHub's `ViTPatchingAndEmbedding` have them.
 *
 * @throws EngineError `engine/invalid-options` for sizes that are not whole numbers of at least 1, and for images that
 *   are not made of whole patches
 * @example
 * tf.sequential({ layers: [patchEmbedding({ inputShape: [224, 224, 3], patchSize: 16, outputDim: 192 })] });
 */
export function patchEmbedding(options: PatchEmbeddingOptions): tf.layers.Layer {
  return keeping(new PatchEmbedding(options), options);
}

interface Convolution extends tf.layers.Layer {
  filters: number;
  kernelSize: [number, number];
  strides: [number, number];
}

// tfjs keeps the class to itself; the name spares its counter of names.
const Conv2D = tf.layers.conv2d({ filters: 1, kernelSize: 1, name: 'unused' }).constructor as new (
  options: ConvolutionOptions,
) => Convolution;

/** A convolution that steps from patch to patch. */
class PatchEmbedding extends Conv2D {
  static className = 'PatchEmbedding';

  constructor({ patchSize, outputDim, ...options }: PatchEmbeddingOptions) {
    super({ ...options, kernelSize: 1, filters: 1 });
    const sides = Array.isArray(patchSize) ? patchSize : [patchSize, patchSize];
    if (sides.length !== 2 || !sides.every(isCount)) {
      throw refusedSetting(this, 'patchSize', { value: patchSize, allowed: `${COUNT}, or one for height and width` });
    }
    this.kernelSize = this.strides = sides as [number, number];
    this.filters = requireCount(this, 'outputDim', outputDim);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, height, width] = onlyShape(inputShape);
    const [rows, columns] = this.kernelSize;
    if ((height ?? 0) % rows !== 0 || (width ?? 0) % columns !== 0) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" cuts images into patches of ${rows}×${columns} pixels, but they are ` +
          `${height ?? '?'}×${width ?? '?'}. Height and width must be multiples of the patches'.`,
      );
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width, channels = null] = super.computeOutputShape(inputShape) as tf.Shape;
    return [batch, height && width ? height * width : null, channels];
  }

  override call(...args: Parameters<tf.layers.Layer['call']>): tf.Tensor {
    return tf.tidy(() => {
      const patches = super.call(...args) as tf.Tensor4D;
      return patches.reshape([patches.shape[0], -1, this.filters]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = super.getConfig();
    for (const setting of SET_BY_PATCHES) delete config[setting];
    return { ...config, patchSize: this.kernelSize, outputDim: this.filters };
  }
}

tf.serialization.registerClass(PatchEmbedding as never);
