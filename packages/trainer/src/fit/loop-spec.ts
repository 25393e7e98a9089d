import { fitSchema } from '@sightline/contracts';
import type { z } from 'zod';

const STEP = 'it where the step is made: compileTrainStep({ model, loss, optimizer, precision })';

const LAYERS = 'it as trainable of layers; a callback may set it between two epochs';

/** How a training goes, whatever its step does: `fit` of a pipeline without what the step is made of. */
export const loopSchema = fitSchema
  .omit({ optimizer: true, precision: true, freeze: true, unfreeze: true, layerDecay: true })
  .meta({ moved: { optimizer: STEP, precision: STEP, freeze: LAYERS, unfreeze: LAYERS } });
export type LoopSpec = z.infer<typeof loopSchema>;
/** The same as people write it: what has a default may be left out. */
export type LoopSpecOptions = z.input<typeof loopSchema>;
