import type { Choice } from '../choice.ts';
import { autoAugmentPolicies, type Step } from './auto-augment-policies.ts';
import { AUTO_AUGMENT_SPACE, policyOperation } from './policy-operations.ts';

const STRONGEST = 9;

export const autoAugment: Choice<'autoAugment'> = ({ policy }, random, size) => {
  const subPolicies = autoAugmentPolicies[policy];
  const steps = subPolicies[random.integer(subPolicies.length)] as readonly Step[];
  return steps.flatMap(([name, probability, magnitude = 0], index) => {
    const transform = policyOperation(name, AUTO_AUGMENT_SPACE, random, { strength: magnitude / STRONGEST, size });
    return transform ? [[index, { ...transform, probability }] as const] : [];
  });
};
