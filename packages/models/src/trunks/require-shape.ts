import type { ModelSpec } from '@sightline/contracts';
import { ModelsError } from '../errors.ts';
import type { Architecture } from './architecture.ts';

const SHAPES = {
  image: ['height', 'width', 'channels'],
  clip: ['frames', 'height', 'width', 'channels'],
} as const;

/**
 * @throws ModelsError `models/invalid-architecture` unless samples have as many sizes as an image or a clip, and are
 * large enough for the network
 */
export function requireShape(
  spec: ModelSpec,
  { medium, smallestSize }: Architecture,
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
  if (Math.min(height, width) >= smallest) return;
  throw new ModelsError(
    'models/invalid-architecture',
    `Images of ${height}×${width} are too small for ${architecture}, which needs at least ${smallest}×${smallest} ` +
      'with these settings. Use larger images (width and height in preprocess), or a network with fewer poolings.',
  );
}
