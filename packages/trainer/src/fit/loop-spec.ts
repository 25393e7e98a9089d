import { type FitSpec, fitSchema, validationName } from '@sightline/contracts';
import type { z } from 'zod';

const STEP = 'it where the step is made: compileTrainStep({ model, loss, metrics, optimizer, precision })';

const LAYERS = 'it as trainable of layers; a callback may set it between two epochs';

/** How a training goes, whatever its step does: `fit` of a pipeline without what the step is made of. */
export const loopSchema = fitSchema
  .omit({
    optimizer: true,
    precision: true,
    freeze: true,
    unfreeze: true,
    layerDecay: true,
    loss: true,
    metrics: true,
    callbacks: true,
  })
  .meta({
    moved: {
      optimizer: STEP,
      precision: STEP,
      loss: STEP,
      metrics: STEP,
      freeze: LAYERS,
      unfreeze: LAYERS,
      callbacks: 'them beside spec: fit(model, { spec, callbacks })',
    },
  });
export type LoopSpec = z.infer<typeof loopSchema>;
/** The same as people write it: what has a default may be left out. */
export type LoopSpecOptions = z.input<typeof loopSchema>;

/** How the training of a pipeline goes. Which values of a custom metric are better is said where it is named. */
export function loopOf({ epochs, batchSize, schedule, earlyStopping, restoreBestWeights, metrics }: FitSpec): LoopSpec {
  const watched = Object.entries(metrics ?? {}).find(([name]) => validationName(name) === earlyStopping?.monitor);
  return {
    epochs,
    batchSize,
    schedule,
    restoreBestWeights,
    ...(earlyStopping && { earlyStopping: { ...earlyStopping, ...(watched && { better: watched[1].better }) } }),
  };
}
