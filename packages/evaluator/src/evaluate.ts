import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluateOutputSchema,
  type EvaluateInput,
  type EvaluateOutput,
  type Evaluation,
} from '@sightline/contracts';
import { classifySplit } from './predict/classify-split.ts';
import { evaluateClassification } from './classification/evaluate-classification.ts';
import { writePredictions } from './predict/predictions-file.ts';

/**
 * Measures a trained model on one split of a dataset. The evaluation artifact has `evaluation.json` (Evaluation) and
 * `predictions.parquet`.
 *
 * @throws EvaluatorError `evaluator/empty-split` or `evaluator/label-mismatch`
 */
export async function evaluate(input: EvaluateInput, context: StageContext): Promise<EvaluateOutput> {
  const { samples, ...predictions } = await classifySplit(input.model, input, context);
  const ids = samples.map(({ id }) => id);
  const measured: Evaluation = { ...evaluateClassification(ids, predictions), split: input.split };
  const { engine, seed } = (await context.artifacts.manifest(input.model)).lineage;
  const lineage = lineageOf(evaluateStage, input, { parents: [input.model, input.dataset], seed, engine });
  const evaluation = await context.artifacts.create('evaluation', lineage, async (writer) => {
    await writer.addJson('evaluation.json', measured);
    await writer.add('predictions.parquet', writePredictions(ids, predictions));
  });
  const { split, samples: count, headline, figures } = measured;
  return { evaluation: { kind: 'evaluation', id: evaluation.id }, split, samples: count, headline, figures };
}

export const evaluateStage = defineStage({
  name: 'evaluate',
  version: 2,
  input: evaluateInputSchema,
  output: evaluateOutputSchema,
  cached: true,
  run: evaluate,
});
