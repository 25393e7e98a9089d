import { crop } from '../../geometry/crop.ts';
import { defineTransform } from '../definition.ts';

export const resize = defineTransform('resize', {
  draw({ width, height, shortSide }, _random, size) {
    if (width !== undefined && height !== undefined) return { width, height };
    const factor = (shortSide ?? 1) / Math.min(size.width, size.height);
    return {
      width: Math.max(1, Math.round(size.width * factor)),
      height: Math.max(1, Math.round(size.height * factor)),
    };
  },
  geometry({ width, height }, size) {
    const { crops: _, ...stretched } = crop({ x: 0, y: 0, width: size.width, height: size.height }, width, height);
    return stretched;
  },
});
