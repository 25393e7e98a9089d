import { displacing } from '../../geometry/displacement.ts';
import type { Border } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';

type Parameters = {
  /** Above 0 shrinks the more the farther from the centre (barrel), below 0 enlarges (pincushion). */
  distortion: number;
  border: Border;
};

export const opticalDistortion = defineTransform('opticalDistortion', {
  draw: ({ distortion, border }, random): Parameters => ({ distortion: random.uniform(...distortion), border }),
  /** OpenCV's camera model with k1 = k2 and the width and height as focal lengths, as in Albumentations. */
  geometry: displacing(({ distortion }: Parameters, { width, height }) => {
    const field = new Float32Array(2 * width * height);
    const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
    for (let row = 0, index = 0; row < height; row++) {
      const y = (row - centreY) / height;
      for (let column = 0; column < width; column++) {
        const x = (column - centreX) / width;
        const square = x * x + y * y;
        const factor = 1 + distortion * square * (1 + square);
        field[index++] = centreX + factor * (column - centreX);
        field[index++] = centreY + factor * (row - centreY);
      }
    }
    return field;
  }),
});
