import { translation } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';

export const pad = defineTransform('pad', {
  /** In pixels. An odd one goes to the right and the bottom. */
  draw({ width = 0, height = 0, amount, border }, _random, size) {
    if (typeof amount === 'number') return { left: amount, top: amount, right: amount, bottom: amount, border };
    if (amount) return { ...amount, border };
    const [across, down] = [Math.max(0, width - size.width), Math.max(0, height - size.height)];
    const [left, top] = [Math.floor(across / 2), Math.floor(down / 2)];
    return { left, top, right: across - left, bottom: down - top, border };
  },
  geometry: ({ left, top, right, bottom, border }, { width, height }) => ({
    kind: 'projection',
    toInput: translation(-left, -top),
    width: left + width + right,
    height: top + height + bottom,
    border,
  }),
});
