import { z } from 'zod';
import { artifactRefSchema, refOf } from '../artifact.ts';
import { gateOutputSchema } from '../evaluation/evaluation.ts';

/** A registered model's name, as it stands in a URL. */
export const modelNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'must be 1 to 64 letters, digits, "_", "." or "-", beginning with a letter or digit',
  );
export const aliasSchema = z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'must be 1 to 64 letters, digits or "_"');

export const exportInputSchema = z.strictObject({
  model: refOf('trained-model'),
  evaluation: refOf('evaluation'),
  dataset: refOf('dataset'),
});
export type ExportInput = z.infer<typeof exportInputSchema>;
export const exportOutputSchema = z.strictObject({
  model: refOf('model'),
  parameters: z.int(),
  /** Greatest difference of a probability from the trained model's, over the whole test split. */
  parity: z.strictObject({ onnx: z.number(), savedModel: z.number(), samples: z.int() }),
});
export type ExportOutput = z.infer<typeof exportOutputSchema>;

export const registerInputSchema = z.strictObject({
  name: modelNameSchema,
  model: refOf('model'),
  gate: gateOutputSchema,
});
export type RegisterInput = z.infer<typeof registerInputSchema>;
export const registerOutputSchema = z.strictObject({ name: modelNameSchema, version: z.int().positive() });
export type RegisterOutput = z.infer<typeof registerOutputSchema>;

export const promoteInputSchema = z.strictObject({
  name: modelNameSchema,
  alias: aliasSchema.default('production'),
  version: z.int().positive(),
  who: z.string().min(1),
  why: z.string().min(1),
});
export type PromoteInput = z.infer<typeof promoteInputSchema>;
export const rollbackInputSchema = promoteInputSchema.omit({ version: true });
export type RollbackInput = z.infer<typeof rollbackInputSchema>;

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

/** A version of a registered model: immutable. */
export const registeredVersionSchema = z.strictObject({
  name: modelNameSchema,
  version: z.int().positive(),
  model: refOf('model'),
  gate: gateOutputSchema,
  registeredAt: z.iso.datetime(),
});
export type RegisteredVersion = z.infer<typeof registeredVersionSchema>;

/** One line of the promotion log. `from` is null at an alias's first promotion. */
export const promotionSchema = z.strictObject({
  sequence: z.int().positive(),
  name: modelNameSchema,
  alias: aliasSchema,
  from: z.int().positive().nullable(),
  to: z.int().positive(),
  action: z.enum(['promote', 'rollback']),
  who: z.string(),
  why: z.string(),
  gatePassed: z.boolean(),
  at: z.iso.datetime(),
});
export type Promotion = z.infer<typeof promotionSchema>;

/** `signature.json` of a model artifact: what a server needs to know before it loads the files. */
export const signatureSchema = z.strictObject({
  /** Shapes without the batch dimension. */
  input: z.strictObject({ name: z.string(), shape: z.array(z.int().positive()) }),
  output: z.strictObject({ name: z.string(), shape: z.array(z.int().positive()) }),
  trainedModel: artifactRefSchema,
});
export type Signature = z.infer<typeof signatureSchema>;
