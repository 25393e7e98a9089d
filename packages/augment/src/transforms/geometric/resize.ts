import { crop } from '../../geometry/crop.ts';
import type { Projection } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';

export const resize = defineTransform('resize', {
  draw({ width, height, shortSide, fit }, _random, size) {
    if (width !== undefined && height !== undefined) return { width, height, fit };
    const factor = (shortSide ?? 1) / Math.min(size.width, size.height);
    return {
      width: Math.max(1, Math.round(size.width * factor)),
      height: Math.max(1, Math.round(size.height * factor)),
      fit,
    };
  },
  geometry({ width, height, fit }, size): Projection {
    const [fractionX, fractionY] = [size.width / width, size.height / height];
    const fractions = {
      stretch: undefined,
      contain: Math.max(fractionX, fractionY),
      cover: Math.min(fractionX, fractionY),
    };
    const fraction = fractions[fit];
    const part = { width: width * (fraction ?? fractionX), height: height * (fraction ?? fractionY) };
    const centred = { ...part, x: (size.width - part.width) / 2, y: (size.height - part.height) / 2 };
    const shown = { ...crop(centred, width, height), crops: fit === 'cover' && fractionX !== fractionY };
    return fit === 'contain' && fractionX !== fractionY ? { ...shown, border: 'constant' } : shown;
  },
});
