import type { ModelSpec } from './model.ts';

/** What the samples of an architecture must be. */
export interface NetworkInput {
  readonly medium: 'image' | 'clip';
  /** Height and width in pixels below which nothing is left of an image. */
  readonly smallestSize: number;
  /** Height and width must be multiples of it. */
  readonly multipleOf: number;
}

/** The side of the windows that a block pools. */
const POOL = 2;

const images = (smallestSize: number): NetworkInput => ({ medium: 'image', smallestSize, multipleOf: 1 });
const clips = (ofFrames: NetworkInput): NetworkInput => ({ ...ofFrames, medium: 'clip' });

type Settled = Exclude<ModelSpec, { filters: unknown } | { trunk: unknown }>['architecture'];
/** Of networks whose blocks are fixed. */
const SETTLED: Readonly<Record<Settled, NetworkInput>> = {
  lenet5: images(smallestOfBlocks(2, 5)),
  'mnist-convnet': images(smallestOfBlocks(2, 3)),
  'tiny-cnn': images(4),
  'tiny-resnet': images(4),
  resnet20: images(4),
  resnet56: images(4),
  'wide-resnet-16-4': images(4),
  'densenet-bc-100-12': images(4),
  'cct-7': images(4),
  'vit-tiny': { ...images(16), multipleOf: 16 },
  vgg11: images(32),
  vgg16: images(32),
  resnet18: images(32),
  resnet34: images(32),
  resnet50: images(32),
  mobilenetv2: images(32),
  'mobilenetv3-small': images(32),
  'mobilenetv3-large': images(32),
  'efficientnet-b0': images(32),
  'convnext-atto': images(32),
  'convnext-tiny': images(32),
  'r2plus1d-18': clips(images(16)),
};

/** What the samples of an architecture must be, with these settings. */
export function networkInput(spec: ModelSpec): NetworkInput {
  if (spec.architecture === 'cnn') return images(smallestOfBlocks(spec.filters.length, spec.kernelSize));
  if (spec.architecture === 'conv-lstm') return clips(images(POOL ** (spec.filters.length - 1)));
  if (spec.architecture === 'cnn3d') return clips(images(POOL ** spec.filters.length));
  return 'trunk' in spec ? clips(networkInput(spec.trunk)) : SETTLED[spec.architecture];
}

/** Of which one pixel is left after blocks of a convolution without padding and a pooling. */
function smallestOfBlocks(blocks: number, kernelSize: number): number {
  return blocks === 0 ? 1 : smallestOfBlocks(blocks - 1, kernelSize) * POOL + kernelSize - 1;
}

const SHAPES = {
  image: ['height', 'width', 'channels'],
  clip: ['frames', 'height', 'width', 'channels'],
} as const;

/**
 * Why an architecture cannot take samples of a shape, and what to change: they are clips instead of images, too small
 * for it, or not made of whole patches. Nothing where it can.
 *
 * @param shape of one sample: `[height, width, channels]` or `[frames, height, width, channels]`
 */
export function shapeProblem(spec: ModelSpec, shape: readonly number[]): string | undefined {
  const { architecture } = spec;
  const { medium, smallestSize, multipleOf } = networkInput(spec);
  if (shape.length !== SHAPES[medium].length) {
    const other =
      medium === 'image' ? 'Use an architecture for clips, such as cnn-lstm' : 'Use one for images, such as cnn';
    return (
      `The architecture ${architecture} takes ${medium}s, [${SHAPES[medium].join(', ')}]; received samples of shape ` +
      `[${shape.join(', ')}]. ${other}, or preprocess: { kind: ${medium} }.`
    );
  }
  const [height = 0, width = 0] = shape.slice(-3);
  if (Math.min(height, width) < smallestSize) {
    const smallest = `${smallestSize}×${smallestSize}`;
    return (
      `Images of ${height}×${width} are too small for ${architecture}, which needs at least ${smallest} ` +
      'with these settings. Use larger images (width and height in preprocess), or a network with fewer poolings.'
    );
  }
  if (height % multipleOf === 0 && width % multipleOf === 0) return undefined;
  const [nearHeight, nearWidth] = [height, width].map((side) => Math.round(side / multipleOf) * multipleOf);
  return (
    `Images of ${height}×${width} do not fit ${architecture}, whose height and width must be multiples of ` +
    `${multipleOf}. Set width: ${nearWidth} and height: ${nearHeight} in preprocess.`
  );
}
