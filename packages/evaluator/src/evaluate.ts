import { defineStage, lineageOf, type StageContext } from '@sightline/artifacts';
import {
  evaluateInputSchema,
  evaluateOutputSchema,
  type EvaluateInput,
  type EvaluateOutput,
} from '@sightline/contracts';
import { classifySplit } from './predict/classify-split.ts';
import { classificationCurves } from './classification/curves.ts';
import { classificationMetrics } from './classification/metrics.ts';
import { writePredictions } from './predict/predictions-file.ts';

/**
 * Measures a trained model on one split of a dataset. The evaluation artifact has `metrics.json` (Metrics), `curves.json` (Curves) and `predictions.parquet`.
 *
 * @throws EvaluatorError `evaluator/empty-split` or `evaluator/label-mismatch`
 */
export async function evaluate(input: EvaluateInput, context: StageContext): Promise<EvaluateOutput> {
  const { samples, ...predictions } = await classifySplit(input.model, input, context);
  const metrics = classificationMetrics(predictions);
  const { engine, seed } = (await context.artifacts.manifest(input.model)).lineage;
  const lineage = lineageOf(evaluateStage, input, { parents: [input.model, input.dataset], seed, engine });
  const evaluation = await context.artifacts.create('evaluation', lineage, async (writer) => {
    await writer.addJson('metrics.json', metrics);
    await writer.addJson('curves.json', classificationCurves(predictions));
    await writer.add(
      'predictions.parquet',
      writePredictions(
        samples.map(({ id }) => id),
        predictions,
      ),
    );
  });
  return {
    evaluation: { kind: 'evaluation', id: evaluation.id },
    split: input.split,
    samples: metrics.samples,
    accuracy: metrics.accuracy,
    macro: metrics.macro,
  };
}

export const evaluateStage = defineStage({
  name: 'evaluate',
  version: 1,
  input: evaluateInputSchema,
  output: evaluateOutputSchema,
  cached: true,
  run: evaluate,
});
