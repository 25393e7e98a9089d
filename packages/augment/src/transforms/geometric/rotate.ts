import { aboutCentre } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';

export const rotate = defineTransform('rotate', {
  draw: ({ degrees: [low, high], border }, random) => ({ degrees: random.uniform(low, high), border }),
  geometry({ degrees, border }, size) {
    const radians = (degrees * Math.PI) / 180;
    const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
    const toInput = aboutCentre([cosine, -sine, 0, sine, cosine, 0, 0, 0, 1], size);
    return { kind: 'projection', toInput, width: size.width, height: size.height, border };
  },
});
