import type { GateOutput, GateRules } from '@sightline/contracts';
import { betterThanConstant } from './better-than-constant.ts';
import { maximum, minimum } from './bounds.ts';
import { minimumRecall } from './minimum-recall.ts';
import { notWorseThanProduction } from './not-worse-than-production.ts';
import type { Compared, Rule } from './rule.ts';

/** All rules, by the keys under which a spec sets them. `tolerance` belongs to one of them. */
export const rules: { readonly [Name in Exclude<keyof GateRules, 'tolerance'>]: Rule } = {
  minimum,
  maximum,
  minimumRecall,
  betterThanConstant,
  notWorseThanProduction,
};

/** What the rules say of a model. One found wanting is not an error: each check says why in a sentence. */
export function applyRules(asked: GateRules, compared: Compared): GateOutput {
  const checks = Object.values(rules).flatMap((rule) => rule(asked, compared));
  const { warnings } = compared.evaluation;
  return { passed: checks.every(({ passed }) => passed), checks, ...(warnings && { warnings }) };
}
