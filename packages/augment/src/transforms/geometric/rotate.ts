import { aboutCentre, rotation } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';

export const rotate = defineTransform('rotate', {
  draw: ({ degrees: [low, high], border }, random) => ({ degrees: random.uniform(low, high), border }),
  geometry: ({ degrees, border }, { width, height }) => ({
    kind: 'projection',
    toInput: aboutCentre(rotation(-degrees), { width, height }),
    width,
    height,
    border,
  }),
});
