import { lineageOf, type StageContext } from '@sightline/artifacts';
import {
  type EvaluateInput,
  evaluateInputSchema,
  type EvaluateOutput,
  parse,
  type StageRequests,
} from '@sightline/contracts';
import { writePredictions } from './predict/predictions-file.ts';
import { evaluateStage } from './stages.ts';

/**
 * Measures a trained model on one split of a dataset. The evaluation artifact has `evaluation.json` (Evaluation) and
 * `predictions.parquet`.
 *
 * @param request as people write it: what has a default may be left out
 * @throws ContractError for a wrong input; EvaluatorError `evaluator/empty-split`; TaskError when the split does not
 * fit the model's task
 */
export async function evaluate(request: StageRequests['evaluate'], context: StageContext): Promise<EvaluateOutput> {
  return computeEvaluate(parse(evaluateInputSchema, request, 'The input of evaluate'), context);
}

/** {@link evaluate} of an input that is parsed. */
export async function computeEvaluate(input: EvaluateInput, context: StageContext): Promise<EvaluateOutput> {
  const { measureSplit } = await import('./predict/predict-split.ts');
  const { task, samples: measured, outputs, evaluation: made } = await measureSplit(input.model, input, context);
  const { engine, seed } = (await context.artifacts.manifest(input.model)).lineage;
  for (const warning of made.warnings ?? []) context.logger.warn(warning);
  const lineage = lineageOf(evaluateStage, input, { parents: [input.model, input.dataset], seed, engine });
  const evaluation = await context.artifacts.create('evaluation', lineage, async (writer) => {
    await writer.addJson('evaluation.json', made);
    const ids = measured.map(({ id }) => id);
    const expected = measured.map((sample) => task.expected(sample));
    await writer.add('predictions.parquet', writePredictions({ ids, expected, outputs }, task));
  });
  const { split, samples, headline, figures, warnings } = made;
  const summary = { split, samples, headline, figures, ...(warnings && { warnings }) };
  return { evaluation: { kind: 'evaluation', id: evaluation.id }, ...summary };
}
