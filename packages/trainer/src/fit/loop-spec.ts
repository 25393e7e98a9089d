import { fitSchema } from '@sightline/contracts';
import type { z } from 'zod';

const STEP = 'it where the step is made: compileTrainStep({ model, loss, optimizer, precision })';

/** How a training goes, whatever its step does: `fit` of a pipeline without what the step is made of. */
export const loopSchema = fitSchema
  .omit({ optimizer: true, precision: true })
  .meta({ moved: { optimizer: STEP, precision: STEP } });
export type LoopSpec = z.infer<typeof loopSchema>;
/** The same as people write it: what has a default may be left out. */
export type LoopSpecOptions = z.input<typeof loopSchema>;
