import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { modelNameSchema } from './registry.ts';

/** Waits until a model server answers with `version`, then asks it about held-out images. */
export const serveInputSchema = z.strictObject({
  serverUrl: z.url(),
  name: modelNameSchema,
  version: z.int().positive(),
  dataset: refOf('dataset'),
});
export type ServeInput = z.infer<typeof serveInputSchema>;
/** What the server answered about held-out samples: the first that is annotated with each thing, ten at most. */
export const serveOutputSchema = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        sample: z.string(),
        /** What it is annotated with, and what the server answered, in the words of the model's task. */
        expected: z.string(),
        answer: z.string(),
        /** Absent where answers are nearer or farther, not right or wrong. */
        right: z.boolean().optional(),
        /** Of the request, there and back. */
        milliseconds: z.number().nonnegative(),
      }),
    )
    .min(1),
});
export type ServeOutput = z.infer<typeof serveOutputSchema>;
