import { z } from 'zod';
import { datasetOutput } from './dataset.ts';
import { decodeLimitsSchema } from './preprocess.ts';
import { sourceSchema } from './source.ts';

export const ingestInputSchema = z
  .strictObject({
    source: sourceSchema,
    limits: decodeLimitsSchema
      .prefault({})
      .describe('What one file may ask of the decoder: what asks for more is set aside, not expanded.'),
    maxQuarantinedFraction: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('Above this fraction of unreadable files the run stops.'),
  })
  .meta({ description: 'What is read into the dataset.', moved: { maxQuarantinedShare: 'maxQuarantinedFraction' } });
export type IngestInput = z.infer<typeof ingestInputSchema>;

export const ingestOutputSchema = z.strictObject(datasetOutput);
export type IngestOutput = z.infer<typeof ingestOutputSchema>;
