import type { RandomStream } from '@sightline/contracts';
import { multiply, scaling, translation, type Matrix3 } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';

type Corner = [x: number, y: number];

/**
 * The farthest that a corner moves, in fractions of the side, as in Albumentations:
 * beyond it corners would change places.
 */
const FARTHEST = 0.32;

export const perspective = defineTransform('perspective', {
  draw({ jitter, keepSize, border }, random) {
    const deviation = random.uniform(...jitter);
    const inwards = () => jittered(deviation, random);
    /** Places of the input, in fractions of its width and height, that become the corners of the output. */
    const corners = {
      topLeft: [inwards(), inwards()] as Corner,
      topRight: [1 - inwards(), inwards()] as Corner,
      bottomRight: [1 - inwards(), 1 - inwards()] as Corner,
      bottomLeft: [inwards(), 1 - inwards()] as Corner,
    };
    return { corners, keepSize, border };
  },
  geometry({ corners: { topLeft, topRight, bottomRight, bottomLeft }, keepSize, border }, { width, height }) {
    const quad = [topLeft, topRight, bottomRight, bottomLeft].map(([x, y]): Corner => [x * width, y * height]);
    const output = keepSize ? { width, height } : sidesOf(quad);
    const fromFractions = multiply(quadFromSquare(quad), scaling(1 / output.width, 1 / output.height));
    // Corners are at the pixels' edges, half a pixel from their centres.
    const toInput = multiply(translation(-0.5, -0.5), multiply(fromFractions, translation(0.5, 0.5)));
    return { kind: 'projection', toInput, ...output, border };
  },
});

function jittered(deviation: number, random: RandomStream): number {
  return Math.abs(deviation * random.gaussian()) % FARTHEST;
}

/** The longer ones of the opposite sides, in whole pixels. */
function sidesOf(quad: readonly Corner[]): { width: number; height: number } {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad as [Corner, Corner, Corner, Corner];
  const distance = (from: Corner, to: Corner) => Math.floor(Math.hypot(from[0] - to[0], from[1] - to[1]));
  return {
    width: Math.max(1, distance(topLeft, topRight), distance(bottomLeft, bottomRight)),
    height: Math.max(1, distance(topLeft, bottomLeft), distance(topRight, bottomRight)),
  };
}

/** The matrix from the unit square to a quadrilateral (Heckbert, 1989). */
function quadFromSquare(quad: readonly Corner[]): Matrix3 {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad as [Corner, Corner, Corner, Corner];
  const [sumX, sumY] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const [rightX, rightY, bottomX, bottomY] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const determinant = rightX * bottomY - bottomX * rightY;
  const g = (sumX * bottomY - bottomX * sumY) / determinant;
  const h = (rightX * sumY - sumX * rightY) / determinant;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h, 1];
}
