import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  type Evaluation,
  evaluationSchema,
  gateInputSchema,
  gateOutputSchema,
  labelsSchema,
  parse,
  type GateInput,
  type GateOutput,
} from '@sightline/contracts';
import { EvaluatorError } from '../errors.ts';
import { measureSplit } from '../predict/predict-split.ts';
import { applyRules } from './rules.ts';

/**
 * Decides whether a model may be published: its figures against the rules, and against those of the model in
 * production, which is evaluated again on the same split of the same dataset. A model found wanting is no error:
 * `passed` is false, and each check says why in a sentence.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the evaluation was made on another dataset than the one given
 */
export async function gate(input: GateInput, context: StageContext): Promise<GateOutput> {
  const { rules, production } = input;
  const evaluation = await context.artifacts.readJson(input.evaluation, 'evaluation.json', evaluationSchema);
  if (!production || rules.notWorseThanProduction === false) return applyRules(rules, { evaluation });
  const { version, model } = production;
  const split = await evaluatedSplit(input, context);
  const labels = await context.artifacts.readJson(model, 'labels.json', labelsSchema);
  if (!isSameSet(labels, evaluation.targetNames)) {
    return applyRules(rules, { evaluation, production: { version, evaluation: notMeasured(evaluation, labels) } });
  }
  const { evaluation: theirs } = await measureSplit(model, split, context);
  return applyRules(rules, { evaluation, production: { version, evaluation: theirs } });
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** A model that knows other classes cannot be measured on this dataset. */
function notMeasured(evaluation: Evaluation, targetNames: string[]): Evaluation {
  return { ...evaluation, targetNames, figures: {}, exhibits: [] };
}

export const gateStage = defineStage({
  name: 'gate',
  version: 2,
  input: gateInputSchema,
  output: gateOutputSchema,
  cached: true,
  run: gate,
});

/** The split that the evaluation was made on, as its lineage has it. */
async function evaluatedSplit({ evaluation, dataset }: GateInput, context: StageContext) {
  const { lineage } = await context.artifacts.manifest(evaluation);
  const made = parse(evaluateInputSchema, lineage.input, `the lineage of evaluation ${evaluation.id}`);
  if (made.dataset.id === dataset.id) return made;
  const message = `The evaluation was made on dataset ${made.dataset.id}; the gate was given ${dataset.id}. Only accuracies on the same samples compare.`;
  throw new EvaluatorError('evaluator/dataset-mismatch', message);
}
