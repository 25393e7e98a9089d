import { type AnnotatedSample, deriveSeed, exportName, type Pipeline } from '@sightline/contracts';
import { tryTransforms } from '@sightline/augment';
import { openPixels } from '@sightline/ingest';
import { buildNetwork, formatModel } from '@sightline/models';
import { learnTask, openTask } from '@sightline/tasks';
import { customUses } from './custom-uses.ts';
import { tryFitCode } from './try-fit-code.ts';

/** Samples that are annotated with everything, of two classes: how many there are is not known before ingest. */
const STAND_INS: readonly AnnotatedSample[] = ['first', 'second', 'first', 'second'].map((label, index) => {
  return { id: `${index}`, label, labels: [label], values: { value: index } };
});

/** A network without data. */
export interface StandIn {
  /** Its layers. */
  readonly table: string;
  readonly parameters: number;
  /** Custom transforms, and the custom code that the network was trained with for a few steps: `focal of losses.ts`. */
  readonly tried: readonly string[];
}

/**
 * Builds the network of a pipeline for two classes, without any data, as training would, and trains it for a few steps
 * where its loss, metrics or callbacks are custom; applies custom transforms to a picture. What a custom module does
 * wrong shows before anything is computed.
 *
 * @throws what `buildNetwork` of @sightline/models throws, and ArtifactError, TrainerError, EngineError for other
 * custom code
 */
export async function buildStandIn({
  preprocess,
  task,
  model: spec,
  seed,
  ...pipeline
}: Pick<Pipeline, 'preprocess' | 'task' | 'model' | 'seed' | 'fit' | 'mix' | 'augment'>): Promise<StandIn> {
  const file = learnTask(task, STAND_INS);
  const { head } = openTask(file);
  const inputShape = openPixels(preprocess).shape;
  const transforms = await tryTransforms(pipeline.augment, preprocess);
  const fitCode = Object.values(customUses(pipeline.fit)).map(exportName);
  const model = await buildNetwork(spec, { inputShape, head, seed: deriveSeed(seed, 'model') });
  try {
    const built = { table: formatModel(model), parameters: model.countParams() };
    const trial = { spec: { ...pipeline, seed }, file, samples: STAND_INS, inputShape, model };
    if (fitCode.length > 0) await tryFitCode(trial);
    return { ...built, tried: [...transforms, ...fitCode] };
  } finally {
    model.dispose();
  }
}
