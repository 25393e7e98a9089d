import type { RandomStream } from '@sightline/contracts';
import { AugmentError } from '../../errors.ts';
import type { ImageSize } from '../../image-size.ts';
import { crop as cropTo } from '../../geometry/crop.ts';
import { defineTransform } from '../definition.ts';

export const crop = defineTransform('crop', {
  draw(settings, random, size) {
    const { width, height } = cutSize(settings, random, size);
    const centred = settings.position === 'center';
    const place = (room: number) => (centred ? Math.floor(room / 2) : random.integer(room + 1));
    return { x: place(size.width - width), y: place(size.height - height), width, height };
  },
  geometry: (part) => cropTo(part),
});

/**
 * Of a `fraction`, whole pixels.
 *
 * @throws AugmentError `augment/wrong-size` when the image is smaller than that
 */
function cutSize(
  settings: { width?: number | undefined; height?: number | undefined; fraction?: [number, number] | undefined },
  random: RandomStream,
  size: ImageSize,
): { width: number; height: number } {
  if (settings.fraction) {
    const fraction = random.uniform(...settings.fraction);
    return {
      width: Math.max(1, Math.round(fraction * size.width)),
      height: Math.max(1, Math.round(fraction * size.height)),
    };
  }
  const { width = size.width, height = size.height } = settings;
  if (width <= size.width && height <= size.height) return { width, height };
  throw new AugmentError(
    'augment/wrong-size',
    `Received an image of ${size.width}×${size.height} (width × height) for a crop of ${width}×${height}. Crop ` +
      'less, put a pad or a resize before it, or crop by a fraction.',
  );
}
