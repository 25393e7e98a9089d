import type { PolicyOperation } from '@sightline/contracts';

/** An operation, how often it is applied, and its magnitude, 0 to 9; without one where it has none. */
export type Step = readonly [name: PolicyOperation, probability: number, magnitude?: number];

/**
 * What AutoAugment learnt on each data set (Cubuk et al., 2018, tables 7 to 9, in torchvision's order): pairs of steps.
 */
export const autoAugmentPolicies: Record<'imagenet' | 'cifar10' | 'svhn', readonly (readonly Step[])[]> = {
  imagenet: read(`
    posterize 0.4 8, rotate 0.6 9
    solarize 0.6 5, autocontrast 0.6
    equalize 0.8, equalize 0.6
    posterize 0.6 7, posterize 0.6 6
    equalize 0.4, solarize 0.2 4
    equalize 0.4, rotate 0.8 8
    solarize 0.6 3, equalize 0.6
    posterize 0.8 5, equalize 1
    rotate 0.2 3, solarize 0.6 8
    equalize 0.6, posterize 0.4 6
    rotate 0.8 8, saturation 0.4 0
    rotate 0.4 9, equalize 0.6
    equalize 0, equalize 0.8
    invert 0.6, equalize 1
    saturation 0.6 4, contrast 1 8
    rotate 0.8 8, saturation 1 2
    saturation 0.8 8, solarize 0.8 7
    sharpness 0.4 7, invert 0.6
    shearX 0.6 5, equalize 1
    saturation 0.4 0, equalize 0.6
    equalize 0.4, solarize 0.2 4
    solarize 0.6 5, autocontrast 0.6
    invert 0.6, equalize 1
    saturation 0.6 4, contrast 1 8
    equalize 0.8, equalize 0.6
  `),
  cifar10: read(`
    invert 0.1, contrast 0.2 6
    rotate 0.7 2, translateX 0.3 9
    sharpness 0.8 1, sharpness 0.9 3
    shearY 0.5 8, translateY 0.7 9
    autocontrast 0.5, equalize 0.9
    shearY 0.2 7, posterize 0.3 7
    saturation 0.4 3, brightness 0.6 7
    sharpness 0.3 9, brightness 0.7 9
    equalize 0.6, equalize 0.5
    contrast 0.6 7, sharpness 0.6 5
    saturation 0.7 7, translateX 0.5 8
    equalize 0.3, autocontrast 0.4
    translateY 0.4 3, sharpness 0.2 6
    brightness 0.9 6, saturation 0.2 8
    solarize 0.5 2, invert 0
    equalize 0.2, autocontrast 0.6
    equalize 0.2, equalize 0.6
    saturation 0.9 9, equalize 0.6
    autocontrast 0.8, solarize 0.2 8
    brightness 0.1 3, saturation 0.7 0
    solarize 0.4 5, autocontrast 0.9
    translateY 0.9 9, translateY 0.7 9
    autocontrast 0.9, solarize 0.8 3
    equalize 0.8, invert 0.1
    translateY 0.7 9, autocontrast 0.9
  `),
  svhn: read(`
    shearX 0.9 4, invert 0.2
    shearY 0.9 8, invert 0.7
    equalize 0.6, solarize 0.6 6
    invert 0.9, equalize 0.6
    equalize 0.6, rotate 0.9 3
    shearX 0.9 4, autocontrast 0.8
    shearY 0.9 8, invert 0.4
    shearY 0.9 5, solarize 0.2 6
    invert 0.9, autocontrast 0.8
    equalize 0.6, rotate 0.9 3
    shearX 0.9 4, solarize 0.3 3
    shearY 0.8 8, invert 0.7
    equalize 0.9, translateY 0.6 6
    invert 0.9, equalize 0.6
    contrast 0.3 3, rotate 0.8 4
    invert 0.8, translateY 0 2
    shearY 0.7 6, solarize 0.4 8
    invert 0.6, rotate 0.8 4
    shearY 0.3 7, translateX 0.9 3
    shearX 0.1 6, invert 0.6
    solarize 0.7 2, translateY 0.6 7
    shearY 0.8 4, invert 0.8
    shearX 0.7 9, translateY 0.8 3
    shearY 0.8 5, autocontrast 0.7
    shearX 0.7 2, invert 0.1
  `),
};

/** A pair a line: names and numbers as one reads them in the paper. */
function read(table: string): Step[][] {
  return table
    .trim()
    .split('\n')
    .map((line) =>
      line.split(',').map((step) => {
        const [name, ...numbers] = step.trim().split(' ');
        return [name, ...numbers.map(Number)] as unknown as Step;
      }),
    );
}
