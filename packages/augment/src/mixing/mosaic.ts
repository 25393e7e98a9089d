import { collage, type Layer } from './collage.ts';
import { defineMixer } from './mixer.ts';

const QUARTERS = [0, 1, 2, 3] as const;

/**
 * The pictures meet at (x, y), in fractions of the size: each lies with a corner there, at its own scale. `order` says
 * which picture is in the upper left, upper right, lower left and lower right: 0 the sample, 1 to 3 its partners.
 */
export const mosaic = defineMixer('mosaic', {
  partners: 3,
  draw: ({ centre }, random) => ({
    x: random.uniform(...centre),
    y: random.uniform(...centre),
    order: random.shuffle<number>([...QUARTERS]),
  }),
  apply(frame, partners, { x, y, order, minVisibility }) {
    const { width, height } = frame.image;
    const [column, row] = [Math.round(x * width), Math.round(y * height)];
    const pictures = [frame, ...partners];
    const layers = QUARTERS.map((quarter): Layer => {
      return {
        frame: pictures[order[quarter] as number] ?? frame,
        x: quarter % 2 === 0 ? column - width : column,
        y: quarter < 2 ? row - height : row,
      };
    });
    const shown = new Uint8Array(width * height);
    for (let index = 0; index < shown.length; index++) {
      shown[index] = Number(index % width >= column) + 2 * Number(index >= row * width);
    }
    const mixed = collage(layers, shown, { minVisibility });
    const fractions = pictures.map((_, picture) => mixed.fractions[order.indexOf(picture)] as number);
    return { ...mixed, fractions };
  },
});
