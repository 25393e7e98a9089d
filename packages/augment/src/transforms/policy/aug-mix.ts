import { drawFraction, drawFractions } from '../../fractions.ts';
import type { Definition, Mixture, SettingsOf } from '../definition.ts';
import { drawPolicyOperation, type PolicySpace } from './policy-operations.ts';

const SPACE: PolicySpace = {
  shear: 0.3,
  translate: () => 1 / 3,
  rotate: 30,
  enhance: 0.9,
  posterize: { bits: 4, fewer: 4 },
};
const MAGNITUDES = 10;
const DEEPEST = 3;

export const augMix: Definition<SettingsOf<'augMix'>, Mixture> = {
  draw({ severity, width, depth, alpha, operations }, random, size, drawAll) {
    const chains = Array.from({ length: width }, () => {
      const length = depth ?? 1 + random.integer(DEEPEST);
      const transforms = Array.from({ length }, () => {
        const strength = random.integer(severity) / (MAGNITUDES - 1);
        return drawPolicyOperation(operations, SPACE, random, { strength, size });
      });
      return drawAll(
        transforms.filter((each) => each !== undefined),
        random.integer(2 ** 32),
      );
    });
    return { chains, mix: drawFraction(alpha, random), weights: drawFractions(width, alpha, random) };
  },
  mixture: (parameters) => parameters,
};
