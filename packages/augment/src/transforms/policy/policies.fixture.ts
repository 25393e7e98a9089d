import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyOperation, TransformOptions } from '@sightline/contracts';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';

export const size = { width: 64, height: 32, channels: 3 } as const;

/** For each operation, whether it goes to both sides, and its magnitudes. */
type Space = Record<string, { signed: boolean; magnitudes: number[] | null }>;
/** torchvision's policies for images of that size, by tools/oracles/torchvision/policies.py. */
export const golden = JSON.parse(readFileSync(join(__dirname, '../../../golden/policies.json'), 'utf8')) as Record<
  'randAugment' | 'trivialAugment' | 'augMix',
  Space
> & {
  autoAugment: Record<
    'imagenet' | 'cifar10' | 'svhn',
    [name: string, probability: number, magnitude: number | null][][]
  >;
};

/** Our name of an operation of torchvision. */
export function ourName(name: string): PolicyOperation {
  if (name === 'Color') return 'saturation';
  if (name === 'AutoContrast') return 'autocontrast';
  return (name.charAt(0).toLowerCase() + name.slice(1)) as PolicyOperation;
}

/** The operations of each of that many epochs. */
export function drawnOperations(transform: TransformOptions, epochs = 1000): Operation[][] {
  const augmenter = createAugmenter({ transforms: [transform], seed: 7 });
  return Array.from({ length: epochs }, (_, epoch) => augmenter.draw({ epoch, id: 'a' }, size));
}

/** How strong an operation is, in torchvision's units. */
export function magnitudeOf(operation: Operation): number {
  const slope = (degrees: number) => Math.tan((degrees * Math.PI) / 180);
  switch (operation.kind) {
    case 'affine': {
      const { shear, translate } = operation;
      // Of these all but one are 0.
      return slope(shear.x) + slope(shear.y) + translate.x * size.width + translate.y * size.height;
    }
    case 'rotate':
      return operation.degrees;
    case 'saturation':
    case 'brightness':
    case 'contrast':
    case 'sharpness':
      return operation.factor - 1;
    case 'posterize':
      return operation.bits;
    case 'solarize':
      return operation.threshold;
    default:
      return 0;
  }
}

/** How far a count is from what is expected of that many draws, in standard deviations. */
export function deviation(count: number, draws: number, probability: number): number {
  return Math.abs(count - draws * probability) / Math.sqrt(draws * probability * (1 - probability));
}
