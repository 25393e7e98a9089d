import { z } from 'zod';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const ONE_PLACE = 'Allowed: { env: NAME } or { file: PATH }; the secret itself does not belong in a spec';

/** Where a secret is: a spec is kept and shown, so it never holds one. */
export const secretSchema = z
  .strictObject(
    {
      env: z
        .string()
        .regex(VARIABLE, 'must be the name of an environment variable')
        .optional()
        .meta({
          description: 'The environment variable that has it, of `sightline trigger serve` or of the worker.',
          examples: ['SIGHTLINE_WEBHOOK_SECRET'],
        }),
      file: z.string().min(1).optional().describe('The file whose first line it is; relative to the spec file.'),
    },
    { error: ({ code }) => (code === 'invalid_type' ? ONE_PLACE : undefined) },
  )
  .refine(({ env, file }) => (env === undefined) !== (file === undefined), { message: ONE_PLACE })
  .describe('Where the secret is that both sides know, either `env` or `file`. The spec never holds it.');
export type SecretPlace = z.infer<typeof secretSchema>;
