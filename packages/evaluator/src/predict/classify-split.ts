import type { StageContext } from '@sightline/artifacts';
import { labelsSchema, preprocessSchema, type ArtifactRef, type Sample, type SplitName } from '@sightline/contracts';
import { loadPixels, openDataset } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import { EvaluatorError } from '../errors.ts';
import { predictProbabilities } from './predict.ts';
import type { Predictions } from '../classification/predictions.ts';

/** Images decoded and classified between two looks at the abort signal: bounds the memory, keeps the progress moving. */
const CHUNK = 1024;

/**
 * What a model says about every sample of a split, through the preprocessing it was trained with.
 *
 * @param model a `trained-model` or a `model` artifact
 * @throws EvaluatorError `evaluator/empty-split` without samples, `evaluator/label-mismatch` when the split has a class that the model does not know
 */
export async function classifySplit(
  model: ArtifactRef,
  { dataset: ref, split }: { dataset: ArtifactRef; split: SplitName },
  context: StageContext,
): Promise<Predictions & { samples: Sample[] }> {
  const dataset = await openDataset(context.artifacts, ref);
  const samples = dataset.of(split);
  if (samples.length === 0) {
    throw new EvaluatorError(
      'evaluator/empty-split',
      `The ${split} split of dataset ${ref.id} has no samples. Give it a share above 0 when splitting, or measure on another (split: ${split === 'test' ? 'validation' : 'test'}).`,
    );
  }
  const labels = await context.artifacts.readJson(model, 'labels.json', labelsSchema);
  const preprocess = await context.artifacts.readJson(model, 'preprocess.json', preprocessSchema);
  const actual = Int32Array.from(samples, ({ label }) => labels.indexOf(label));
  const stranger = samples[actual.indexOf(-1)];
  if (stranger) {
    const message = `${stranger.id} is of class "${stranger.label}", which the model does not know. It knows ${labels.join(', ')}. Train on this dataset.`;
    throw new EvaluatorError('evaluator/label-mismatch', message);
  }

  const probabilities = new Float32Array(samples.length * labels.length);
  const network = await loadModel(context.artifacts, model);
  try {
    for (let start = 0; start < samples.length; start += CHUNK) {
      context.signal.throwIfAborted();
      const chunk = samples.slice(start, start + CHUNK);
      const pixels = await loadPixels(dataset, chunk, preprocess, context);
      probabilities.set(predictProbabilities(network, pixels, chunk.length, preprocess), start * labels.length);
      context.progress({ done: start + chunk.length, total: samples.length, unit: 'images' });
    }
  } finally {
    network.dispose();
  }
  return { samples, labels, actual, probabilities };
}
