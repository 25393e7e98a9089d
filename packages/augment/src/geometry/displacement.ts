import type { ImageSize } from '../image-size.ts';
import type { Border, Displacement } from './geometry.ts';

type MakeField<Parameters> = (parameters: Parameters, size: ImageSize) => Float32Array;

/**
 * Makes the geometry of a transform that moves pixels place by place, from what computes its field (see {@link
 * Displacement}): when it is first read, for a draw asks for the size alone. The last field is kept: the image, its
 * mask, its boxes and each frame of a clip read the same one.
 */
export function displacing<Parameters extends { border: Border }>(
  makeField: MakeField<Parameters>,
): (parameters: Parameters, size: ImageSize) => Displacement {
  let last: { key: string; field: Float32Array } = { key: '', field: new Float32Array() };
  function fieldOf(parameters: Parameters, size: ImageSize): Float32Array {
    const key = JSON.stringify([parameters, size.width, size.height]);
    if (key !== last.key) last = { key, field: makeField(parameters, size) };
    return last.field;
  }
  return (parameters, { width, height, channels }) => {
    let field: Float32Array | undefined;
    return {
      kind: 'displacement',
      width,
      height,
      border: parameters.border,
      get toInput() {
        return (field ??= fieldOf(parameters, { width, height, channels }));
      },
    };
  };
}
