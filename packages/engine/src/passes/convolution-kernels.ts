import { int, ints } from '../program/attributes.ts';
import type { Attribute, Node, Shape } from '../program/program.ts';
import { paddingOf } from './padding.ts';

type Size = readonly [number, number];

/** A convolution by square strides of float32 images whose channels lie together. */
interface Convolution {
  readonly stride: number;
  readonly kernel: Size;
  readonly channels: number;
  readonly filters: number;
  /** Zeros above, below, left and right of the images. */
  readonly padding: readonly number[];
}

/** Custom operations that convolve, with their attributes. */
export interface ConvolutionKernels {
  /** The name of the forward operation; its gradients' begin with it. */
  readonly name: string;
  readonly forward: Readonly<Record<string, Attribute>>;
  readonly filterGradient: Readonly<Record<string, Attribute>>;
  /** Absent where the gradient of the images is left to TensorFlow. */
  readonly inputGradient?: Readonly<Record<string, Attribute>>;
}

/** As in `packages/native/kernels/winograd.h`. */
const WINOGRAD_CHANNEL_STEP = 16;
/**
 * Above this many elements the transformed kernel no longer stays in a core's cache,
 * and a direct convolution is as fast.
 */
const LARGEST_WINOGRAD_KERNEL = 9 * 128 * 128;
/** With more filters TensorFlow's convolution fills its vectors and is as fast. */
const FEW_FILTERS = 16;
const LARGEST_DIRECT_KERNEL = 128 * 128;

/**
 * The custom operations for a convolution of images and a kernel of these shapes, where there are some that are faster
 * than TensorFlow's.
 */
export function convolutionKernels(
  attributes: Node['attributes'],
  images: Shape,
  kernel: Shape,
): ConvolutionKernels | undefined {
  const convolution = convolutionOf(attributes, images, kernel);
  if (!convolution) return undefined;
  const { stride, kernel: size } = convolution;
  // Where Winograd's algorithm does not fit, these stay TensorFlow's: trainings give the bits they always gave.
  if (stride === 1 && size.every((length) => length === 3)) return winogradKernels(convolution);
  return directKernels(convolution);
}

function convolutionOf(
  attributes: Node['attributes'],
  [, height, width]: Shape,
  [kernelHeight, kernelWidth, channels, filters]: Shape,
): Convolution | undefined {
  const stride = squareStride(attributes);
  if (!height || !width || !kernelHeight || !kernelWidth || !channels || !filters || !stride) return undefined;
  const kernel: Size = [kernelHeight, kernelWidth];
  const padding = paddingOf(attributes, [height, width], kernel, [stride, stride]);
  return padding && { stride, kernel, channels, filters, padding };
}

/**
 * The stride of a convolution of float32 images whose channels lie together, where it is the same down and across and
 * the kernel has no gaps; else `undefined`.
 */
export function squareStride(attributes: Node['attributes']): number | undefined {
  const ones = [1, 1, 1, 1];
  const [, stride, strideAcross] = (attributes.strides?.value ?? ones) as readonly number[];
  const dilations = (attributes.dilations?.value ?? ones) as readonly number[];
  const isOurs =
    attributes.T?.value === 'float32' &&
    attributes.data_format?.value === 'NHWC' &&
    stride === strideAcross &&
    dilations.every((size) => size === 1);
  return isOurs ? stride : undefined;
}

/** Winograd's minimal filtering, which needs a quarter of the multiplications (Lavin and Gray, 2016). */
function winogradKernels({ channels, filters, padding }: Convolution): ConvolutionKernels | undefined {
  const fits =
    channels % WINOGRAD_CHANNEL_STEP === 0 &&
    filters % WINOGRAD_CHANNEL_STEP === 0 &&
    9 * channels * filters <= LARGEST_WINOGRAD_KERNEL &&
    padding.every((size) => size <= 2);
  const given = { padding: ints(padding) };
  return fits ? { name: 'SightlineConv2D', forward: given, filterGradient: given, inputGradient: given } : undefined;
}

/** Tap by tap: for so few filters that TensorFlow's vectors would be mostly empty. */
function directKernels({ stride, kernel, channels, filters, padding }: Convolution): ConvolutionKernels | undefined {
  const [height, width] = kernel;
  const fits = filters <= FEW_FILTERS && height * width * channels * filters <= LARGEST_DIRECT_KERNEL;
  if (!fits || height * width === 1) return undefined;
  const given = { padding: ints(padding), stride: int(stride) };
  const isTurned = stride === 1 && padding.every((size, side) => size < (side < 2 ? height : width));
  return {
    name: 'SightlineDirectConv2D',
    forward: given,
    filterGradient: { ...given, kernel_height: int(height), kernel_width: int(width) },
    ...(isTurned && { inputGradient: { padding: given.padding } }),
  };
}
