import type { Projection, Rectangle } from './geometry.ts';

/** Shows a part of the input, stretched to a size; the rest is gone. */
export function crop(part: Rectangle, width = part.width, height = part.height): Projection {
  const [scaleX, scaleY] = [part.width / width, part.height / height];
  return {
    kind: 'projection',
    toInput: [scaleX, 0, part.x + (scaleX - 1) / 2, 0, scaleY, part.y + (scaleY - 1) / 2, 0, 0, 1],
    width,
    height,
    crops: true,
  };
}
