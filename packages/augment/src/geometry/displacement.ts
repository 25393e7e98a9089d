import type { ImageSize } from '../frame.ts';
import type { Border, Displacement } from './geometry.ts';

type MakeField<Parameters> = (parameters: Parameters, size: ImageSize) => Float32Array;

/**
 * Makes the geometry of a transform that moves pixels place by place, from what computes its field (see {@link Displacement}). The last field is kept:
 * the image, its mask, its boxes and each frame of a clip ask for the same one.
 */
export function displacing<Parameters extends { border: Border }>(
  makeField: MakeField<Parameters>,
): (parameters: Parameters, size: ImageSize) => Displacement {
  let key = '';
  let toInput = new Float32Array();
  return (parameters, size) => {
    const { width, height } = size;
    const asked = JSON.stringify([parameters, width, height]);
    if (asked !== key) toInput = makeField(parameters, size) as Float32Array<ArrayBuffer>;
    key = asked;
    return { kind: 'displacement', toInput, width, height, border: parameters.border };
  };
}
