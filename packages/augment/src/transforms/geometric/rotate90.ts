import type { Projection } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';

export const rotate90 = defineTransform('rotate90', {
  draw: (_, random) => ({ quarterTurns: random.integer(4) }),
  geometry({ quarterTurns }, { width, height }): Projection {
    const lying = { kind: 'projection' as const, width: height, height: width };
    switch (quarterTurns) {
      case 1:
        return { ...lying, toInput: [0, -1, width - 1, 1, 0, 0, 0, 0, 1] };
      case 2:
        return { kind: 'projection', toInput: [-1, 0, width - 1, 0, -1, height - 1, 0, 0, 1], width, height };
      case 3:
        return { ...lying, toInput: [0, 1, 0, -1, 0, height - 1, 0, 0, 1] };
      default:
        return { kind: 'projection', toInput: [1, 0, 0, 0, 1, 0, 0, 0, 1], width, height };
    }
  },
});
