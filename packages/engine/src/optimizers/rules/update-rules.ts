import type { OptimizerSpec } from '@sightline/contracts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import type { UpdateRule } from './update-rule.ts';

/**
 * The update rules by the `kind` of their settings. AdamW is Adam: its decay is decoupled, and every optimizer has it.
 */
const updateRules: { [Kind in OptimizerSpec['kind']]: UpdateRule<Extract<OptimizerSpec, { kind: Kind }>> } = {
  adagrad,
  adam,
  adamax,
  adamw: adam,
  lamb,
  lion,
  rmsprop,
  sgd,
};

export function updateRuleOf(spec: OptimizerSpec): UpdateRule<OptimizerSpec> {
  return updateRules[spec.kind];
}
