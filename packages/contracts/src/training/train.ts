import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { preprocessSpecSchema } from '../data/preprocess.ts';
import { figuresSchema } from '../evaluation/figure.ts';
import { taskSchema } from '../task/task.ts';
import { fitSchema } from './fit.ts';
import { networkSpecSchema } from './network.ts';
import { samplerSchema } from './sampler.ts';

export const trainInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  augmentation: refOf('augmentation').optional(),
  preprocess: preprocessSpecSchema,
  task: taskSchema.prefault({ kind: 'classification' }),
  model: networkSpecSchema,
  fit: fitSchema,
  sampler: samplerSchema.prefault({ kind: 'shuffle' }),
  seed: z.int(),
});
export type TrainInput = z.infer<typeof trainInputSchema>;

export const trainOutputSchema = z.strictObject({
  model: refOf('trained-model'),
  weightsSha256: z.string(),
  epochs: z.int(),
  bestEpoch: z.int(),
  parameters: z.int(),
  /** Of the validation samples, with the weights that are kept. */
  figures: figuresSchema,
});
export type TrainOutput = z.infer<typeof trainOutputSchema>;
