import { displacing } from '../../geometry/displacement.ts';
import type { Border } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';

type Parameters = {
  /**
   * How much of the input, in fractions of its width, each of as many equal columns of the output shows. They sum to 1.
   */
  columns: number[];
  /** The same down. */
  rows: number[];
  border: Border;
};

export const gridDistortion = defineTransform('gridDistortion', {
  draw({ steps, limit: [low, high] }, random): Parameters {
    const fractions = () => {
      const factors = Array.from({ length: steps }, () => 1 + random.uniform(low, high));
      const sum = factors.reduce((total, factor) => total + factor, 0);
      return factors.map((factor) => factor / sum);
    };
    // Nothing beyond the edges is shown but by half a pixel.
    return { columns: fractions(), rows: fractions(), border: 'edge' };
  },
  geometry: displacing(({ columns, rows }: Parameters, { width, height }) => {
    const [xs, ys] = [placesOf(columns, width), placesOf(rows, height)];
    const field = new Float32Array(2 * width * height);
    for (let y = 0, index = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        field[index++] = xs[x] as number;
        field[index++] = ys[y] as number;
      }
    }
    return field;
  }),
});

/** For each of `length` output pixels the place of the input that it shows. */
function placesOf(fractions: readonly number[], length: number): Float64Array {
  const places = new Float64Array(length);
  const starts = [0];
  for (const fraction of fractions) starts.push((starts.at(-1) as number) + fraction);
  for (let pixel = 0; pixel < length; pixel++) {
    const at = ((pixel + 0.5) / length) * fractions.length;
    const step = Math.floor(at);
    places[pixel] = ((starts[step] as number) + (at - step) * (fractions[step] as number)) * length - 0.5;
  }
  return places;
}
