import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { gateOutputSchema } from '../evaluation/gate.ts';

/** A registered model's name, as it appears in a URL. */
export const modelNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'must be 1 to 64 letters, digits, "_", "." or "-", beginning with a letter or digit',
  );
export const aliasSchema = z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'must be 1 to 64 letters, digits or "_"');

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
  /**
   * What the alias must still point at, null for nothing: compare and set. Absent: whatever it points at is replaced.
   */
  expected: z.int().positive().nullable().optional(),
  /** The run that asks. What a person has rolled back, no run promotes again. */
  run: z.string().min(1).optional(),
});
export type PromoteInput = z.infer<typeof promoteInputSchema>;
export const rollbackInputSchema = promoteInputSchema
  .pick({ name: true, alias: true, who: true, why: true, run: true })
  .extend({
    /** The version that the alias must still point at: compare and set. Absent: whatever it points at is left. */
    expected: z.int().positive().optional(),
  });
export type RollbackInput = z.infer<typeof rollbackInputSchema>;

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
  /** What the gate of the version said, a line for each check; absent in older entries. */
  gate: z.array(z.string()).optional(),
  /** The run that asked; absent where a person did. */
  run: z.string().optional(),
  at: z.iso.datetime(),
});
export type Promotion = z.infer<typeof promotionSchema>;

/** Predictions, as far as they say which version of which model gave each. */
export const predictionsOriginSchema = z
  .array(z.looseObject({ model: modelNameSchema, version: z.int().positive() }))
  .min(1);
