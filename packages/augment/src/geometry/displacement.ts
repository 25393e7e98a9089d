import type { ImageSize } from '../frame.ts';
import type { Border, Displacement } from './geometry.ts';

type MakeField<Parameters> = (parameters: Parameters, size: ImageSize) => Float32Array;

/**
 * Makes the geometry of a transform that moves pixels place by place, from what computes its field (see {@link Displacement}): when it is first read,
 * for a draw asks for the size alone. The last field is kept: the image, its mask, its boxes and each frame of a clip read the same one.
 */
export function displacing<Parameters extends { border: Border }>(
  makeField: MakeField<Parameters>,
): (parameters: Parameters, size: ImageSize) => Displacement {
  let key = '';
  let field: Float32Array = new Float32Array();
  return (parameters, size) => {
    const { width, height } = size;
    return {
      kind: 'displacement',
      width,
      height,
      border: parameters.border,
      get toInput() {
        const asked = JSON.stringify([parameters, width, height]);
        if (asked !== key) field = makeField(parameters, size);
        key = asked;
        return field;
      },
    };
  };
}
