import type { Choice } from '../choice.ts';
import { drawPolicyOperation, type PolicySpace } from './policy-operations.ts';

const PIXELS = 32;
const SPACE: PolicySpace = {
  shear: 0.99,
  translate: (length) => PIXELS / length,
  rotate: 135,
  enhance: 0.99,
  posterize: { bits: 8, fewer: 6 },
};
const MAGNITUDES = 31;

export const trivialAugment: Choice<'trivialAugment'> = ({ operations }, random, size) => {
  const strength = random.integer(MAGNITUDES) / (MAGNITUDES - 1);
  const transform = drawPolicyOperation(operations, SPACE, random, { strength, size });
  return transform ? [[0, transform]] : [];
};
