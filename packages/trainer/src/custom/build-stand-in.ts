import { type AnnotatedSample, deriveSeed, type Pipeline } from '@sightline/contracts';
import { openPixels } from '@sightline/ingest';
import { buildNetwork, formatModel } from '@sightline/models';
import { learnTask, openTask } from '@sightline/tasks';

/** Two samples that are annotated with everything: how many classes there are is not known before ingest. */
const STAND_INS: readonly AnnotatedSample[] = ['first', 'second'].map((label, index) => {
  return { id: label, label, labels: [label], values: { value: index } };
});

/**
 * Builds the network of a pipeline for two classes, without any data, as training would: what a custom module
 * does wrong shows before anything is computed.
 *
 * @returns its layers as a table, and how many parameters they have
 * @throws what `buildNetwork` of @sightline/models throws
 */
export async function buildStandIn({
  preprocess,
  task,
  model: spec,
  seed,
}: Pick<Pipeline, 'preprocess' | 'task' | 'model' | 'seed'>): Promise<{ table: string; parameters: number }> {
  const { head } = openTask(learnTask(task, STAND_INS));
  const inputShape = openPixels(preprocess).shape;
  const model = await buildNetwork(spec, { inputShape, head, seed: deriveSeed(seed, 'model') });
  try {
    return { table: formatModel(model), parameters: model.countParams() };
  } finally {
    model.dispose();
  }
}
