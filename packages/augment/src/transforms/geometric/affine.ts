import type { RandomStream } from '@sightline/contracts';
import { aboutCentre, invert, multiply, rotation, scaling, translation, type Matrix3 } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';
import type { Range } from '../ranges.ts';

export const affine = defineTransform('affine', {
  draw({ degrees, translate, scale, shear, border }, random) {
    return {
      degrees: random.uniform(...degrees),
      /** Fractions of the width and of the height. */
      translate: eachAxis(translate, random),
      scale: 'x' in scale ? eachAxis(scale, random) : sameFor(random.uniform(...scale)),
      /** Degrees. */
      shear: eachAxis(shear, random),
      border,
    };
  },
  geometry({ degrees, translate, scale, shear, border }, { width, height }) {
    const sheared: Matrix3 = [1, -tangent(shear.x), 0, -tangent(shear.y), 1, 0, 0, 0, 1];
    const turned = multiply(sheared, multiply(rotation(degrees), scaling(scale.x, scale.y)));
    const toOutput = multiply(translation(translate.x * width, translate.y * height), turned);
    // The last row stays [0, 0, 1] to the bit, so that the matrix is known to be affine.
    const [a, b, c, d, e, f] = aboutCentre(invert(toOutput), { width, height });
    return { kind: 'projection', toInput: [a, b, c, d, e, f, 0, 0, 1], width, height, border };
  },
});

function eachAxis(ranges: Range | { x: Range; y: Range }, random: RandomStream): { x: number; y: number } {
  const { x, y } = 'x' in ranges ? ranges : { x: ranges, y: ranges };
  return { x: random.uniform(...x), y: random.uniform(...y) };
}

function sameFor(value: number): { x: number; y: number } {
  return { x: value, y: value };
}

function tangent(degrees: number): number {
  return Math.tan((degrees * Math.PI) / 180);
}
