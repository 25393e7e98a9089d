import type { ModelSpec } from '@sightline/contracts';
import { ModelsError } from '../errors.ts';

const SHAPES = {
  image: ['height', 'width', 'channels'],
  clip: ['frames', 'height', 'width', 'channels'],
} as const;

/** @throws ModelsError `models/invalid-architecture` unless the input has as many sizes as an image or a clip */
export function requireInput(
  { architecture }: ModelSpec,
  inputShape: readonly number[],
  medium: keyof typeof SHAPES,
): void {
  if (inputShape.length === SHAPES[medium].length) return;
  const other =
    medium === 'image' ? 'Use an architecture for clips, such as cnn-lstm' : 'Use one for images, such as cnn';
  throw new ModelsError(
    'models/invalid-architecture',
    `The architecture ${architecture} takes ${medium}s, [${SHAPES[medium].join(', ')}]; received samples of shape ` +
      `[${inputShape.join(', ')}]. ${other}, or preprocess: { kind: ${medium} }.`,
  );
}

/** Blocks of a convolution without padding and a pooling of `POOL`×`POOL`. */
interface Blocks {
  readonly filters: readonly number[];
  readonly kernelSize: number;
}

/** The side of the windows that a block pools. */
export const POOL = 2;

/** @throws ModelsError `models/invalid-architecture` when nothing is left of an image after that many blocks */
export function requireSize({ filters, kernelSize }: Blocks, height: number, width: number): void {
  // Backwards from one pixel after the last block.
  const smallest = filters.reduce((size) => size * POOL + kernelSize - 1, 1);
  if (Math.min(height, width) >= smallest) return;
  const blocks = filters.length === 1 ? '1 block' : `${filters.length} blocks`;
  throw new ModelsError(
    'models/invalid-architecture',
    `Images of ${height}×${width} are too small for ${blocks} of ${kernelSize}×${kernelSize} convolution and ` +
      `${POOL}×${POOL} pooling, which need at least ${smallest}×${smallest}. Use larger images, fewer entries in ` +
      'filters, or a smaller kernelSize.',
  );
}
