import { z } from 'zod';
import { artifactRefSchema } from '../artifact.ts';

/** `signature.json` of a model artifact: what a server needs to know before it loads the files. */
export const signatureSchema = z.strictObject({
  /** Shapes without the batch dimension. */
  input: z.strictObject({ name: z.string(), shape: z.array(z.int().positive()) }),
  output: z.strictObject({ name: z.string(), shape: z.array(z.int().positive()) }),
  trainedModel: artifactRefSchema,
});
export type Signature = z.infer<typeof signatureSchema>;
