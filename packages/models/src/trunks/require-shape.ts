import type { ModelSpec } from '@sightline/contracts';
import { ModelsError } from '../errors.ts';
import type { Architecture } from './architecture.ts';

const SHAPES = {
  image: ['height', 'width', 'channels'],
  clip: ['frames', 'height', 'width', 'channels'],
} as const;

/**
 * @throws ModelsError `models/invalid-architecture` unless samples have as many sizes as an image or a clip, and are
 * large enough for the network, and multiples of its patches
 */
export function requireShape(
  spec: ModelSpec,
  { medium, smallestSize, multipleOf = 1 }: Architecture,
  inputShape: readonly number[],
): void {
  const { architecture } = spec;
  if (inputShape.length !== SHAPES[medium].length) {
    const other =
      medium === 'image' ? 'Use an architecture for clips, such as cnn-lstm' : 'Use one for images, such as cnn';
    throw new ModelsError(
      'models/invalid-architecture',
      `The architecture ${architecture} takes ${medium}s, [${SHAPES[medium].join(', ')}]; received samples of shape ` +
        `[${inputShape.join(', ')}]. ${other}, or preprocess: { kind: ${medium} }.`,
    );
  }
  const [height = 0, width = 0] = inputShape.slice(-3);
  const smallest = smallestSize(spec);
  if (Math.min(height, width) < smallest) {
    throw new ModelsError(
      'models/invalid-architecture',
      `Images of ${height}×${width} are too small for ${architecture}, which needs at least ${smallest}×${smallest} ` +
        'with these settings. Use larger images (width and height in preprocess), or a network with fewer poolings.',
    );
  }
  if (height % multipleOf === 0 && width % multipleOf === 0) return;
  const [nearHeight, nearWidth] = [height, width].map((side) => Math.round(side / multipleOf) * multipleOf);
  throw new ModelsError(
    'models/invalid-architecture',
    `Images of ${height}×${width} do not fit ${architecture}, whose height and width must be multiples of ` +
      `${multipleOf}. Set width: ${nearWidth} and height: ${nearHeight} in preprocess.`,
  );
}
