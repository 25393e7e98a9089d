import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { modelNameSchema } from './registry.ts';

/** Waits until a model server answers with `version`, then asks it about one held-out image. */
export const serveInputSchema = z.strictObject({
  serverUrl: z.url(),
  name: modelNameSchema,
  version: z.int().positive(),
  dataset: refOf('dataset'),
});
export type ServeInput = z.infer<typeof serveInputSchema>;
export const serveOutputSchema = z.strictObject({
  /** The held-out image, its label, and the label that the server answered. */
  sample: z.string(),
  label: z.string(),
  answer: z.string(),
  milliseconds: z.number().nonnegative(),
});
export type ServeOutput = z.infer<typeof serveOutputSchema>;
