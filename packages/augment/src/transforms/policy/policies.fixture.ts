import type { TransformOptions } from '@sightline/contracts';
import type { RawImage } from '@sightline/ingest';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../transforms.ts';

export const size = { width: 64, height: 32, channels: 3 } as const;
export const image: RawImage = {
  ...size,
  pixels: Uint8Array.from({ length: 64 * 32 * 3 }, (_, index) => 20 + ((index * 7) % 180)),
};

/** The operations of each of so many epochs. */
export function drawn(transform: TransformOptions, epochs = 1000): Operation[][] {
  const augmenter = createAugmenter({ transforms: [transform], seed: 7 });
  return Array.from({ length: epochs }, (_, epoch) => augmenter.draw({ epoch, id: 'a' }, size));
}

/** What an operation does in torchvision's words: its name and its magnitude, to either side. */
export function described(operation: Operation): [name: string, magnitude: number | undefined] {
  const slope = (degrees: number) => Math.abs(Math.tan((degrees * Math.PI) / 180));
  switch (operation.kind) {
    case 'affine': {
      const { shear, translate } = operation;
      if (shear.x !== 0) return ['ShearX', slope(shear.x)];
      if (shear.y !== 0) return ['ShearY', slope(shear.y)];
      return translate.x === 0
        ? ['TranslateY', Math.abs(translate.y) * size.height]
        : ['TranslateX', Math.abs(translate.x) * size.width];
    }
    case 'rotate':
      return ['Rotate', Math.abs(operation.degrees)];
    case 'saturation':
      return ['Color', Math.abs(operation.factor - 1)];
    case 'brightness':
    case 'contrast':
    case 'sharpness':
      return [operation.kind, Math.abs(operation.factor - 1)];
    case 'posterize':
      return ['Posterize', operation.bits];
    case 'solarize':
      return ['Solarize', operation.threshold];
    default:
      return [operation.kind, undefined];
  }
}

/** How far a count is from what is expected of so many draws, in standard deviations. */
export function deviation(count: number, draws: number, probability: number): number {
  return Math.abs(count - draws * probability) / Math.sqrt(draws * probability * (1 - probability));
}
