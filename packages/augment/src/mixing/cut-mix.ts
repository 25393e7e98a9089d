import { drawFraction } from '../fractions.ts';
import { collage } from './collage.ts';
import { defineMixer } from './mixer.ts';

/**
 * The rectangle's middle is at (x, y), in fractions of the size. The classes count by what the rectangle really covers.
 */
export const cutMix = defineMixer('cutMix', {
  partners: 1,
  draw: ({ alpha }, random) => ({ lambda: drawFraction(alpha, random), x: random.next(), y: random.next() }),
  apply(frame, [partner = frame], { lambda, x, y, minVisibility }) {
    const { width, height } = frame.image;
    const side = Math.sqrt(1 - lambda);
    const [left, right] = reach(x, side, width);
    const [top, bottom] = reach(y, side, height);
    const shown = new Uint8Array(width * height);
    for (let row = top; row < bottom; row++) shown.fill(1, row * width + left, row * width + right);
    return collage(
      [
        { frame, x: 0, y: 0 },
        { frame: partner, x: 0, y: 0 },
      ],
      shown,
      { minVisibility },
    );
  },
});

/** From and to which pixel `fraction` of the length about `middle` goes, inside the picture. */
function reach(middle: number, fraction: number, length: number): [number, number] {
  const size = Math.floor(length * fraction);
  const from = Math.floor(middle * length) - Math.floor(size / 2);
  return [Math.max(0, from), Math.min(length, from + size)];
}
