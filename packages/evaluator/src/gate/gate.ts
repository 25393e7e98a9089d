import type { StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluationSchema,
  gateInputSchema,
  parse,
  type ArtifactRef,
  type GateInput,
  type GateOutput,
  type StageRequests,
} from '@sightline/contracts';
import { EvaluatorError } from '../errors.ts';
import type { Compared } from './rule.ts';
import { applyRules } from './rules.ts';

/**
 * Decides whether a model may be published, by its evaluation and that of the model in production on the same samples.
 * A model found wanting is not an error: `passed` is false, and each check says why in a sentence. The verdict names
 * the version in production that it compared with: a promotion holds only while that one stands.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the two were measured on different samples
 */
export async function gate(request: StageRequests['gate'], context: StageContext): Promise<GateOutput> {
  return computeGate(parse(gateInputSchema, request, 'The input of gate'), context);
}

/** {@link gate} of an input that is parsed. */
export async function computeGate(
  { evaluation, production, rules }: GateInput,
  context: StageContext,
): Promise<GateOutput> {
  const decide = (compared: Compared): GateOutput => ({
    ...applyRules(rules, compared),
    ...(rules.notWorseThanProduction !== false && { production: production?.version ?? null }),
  });
  const read = (ref: ArtifactRef) => context.artifacts.readJson(ref, 'evaluation.json', evaluationSchema);
  const ours = await read(evaluation);
  if (!production || 'problem' in production) return decide({ evaluation: ours, production });
  await requireSameSamples(evaluation, production.evaluation, context);
  const theirs = { version: production.version, evaluation: await read(production.evaluation) };
  return decide({ evaluation: ours, production: theirs });
}

async function requireSameSamples(ours: ArtifactRef, theirs: ArtifactRef, { artifacts }: StageContext): Promise<void> {
  const measuredOn = async (ref: ArtifactRef) => {
    const { lineage } = await artifacts.manifest(ref);
    const { dataset, split } = parse(evaluateInputSchema, lineage.input, `The lineage of evaluation ${ref.id}`);
    return `the ${split} split of dataset ${dataset.id}`;
  };
  const [here, there] = [await measuredOn(ours), await measuredOn(theirs)];
  if (here === there) return;
  throw new EvaluatorError(
    'evaluator/dataset-mismatch',
    `The model was measured on ${here}, the one in production on ${there}. Only figures of the same samples ` +
      'compare: evaluate both on one split of one dataset.',
  );
}
