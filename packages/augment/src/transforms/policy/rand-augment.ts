import type { Choice } from '../choice.ts';
import { AUTO_AUGMENT_SPACE, drawPolicyOperation } from './policy-operations.ts';

const STRONGEST = 30;

export const randAugment: Choice<'randAugment'> = ({ count, magnitude, operations }, random, size) =>
  Array.from({ length: count }, () =>
    drawPolicyOperation(operations, AUTO_AUGMENT_SPACE, random, { strength: magnitude / STRONGEST, size }),
  ).flatMap((transform, index) => (transform ? [[index, transform] as const] : []));
