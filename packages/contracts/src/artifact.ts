import { z } from 'zod';

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hexadecimal');

/** What an artifact is; the kind decides which files a reader may expect in it. */
export const artifactKindSchema = z.enum([
  'dataset',
  'augmentation',
  'checkpoint',
  'trained-model',
  'evaluation',
  'model',
]);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

/** A reference to an immutable artifact: what stages pass to each other. `id` is the sha256 of its manifest. */
export const artifactRefSchema = z.strictObject({ kind: artifactKindSchema, id: sha256Schema });
export type ArtifactRef = z.infer<typeof artifactRefSchema>;

/** A reference that must be of one kind. */
export function refOf<Kind extends ArtifactKind>(kind: Kind) {
  return z.strictObject({ kind: z.literal(kind), id: sha256Schema });
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** Any JSON, as it is: `z.json()` leaves out keys called `__proto__`, which a class may be. */
export const jsonSchema = z.custom<Json>(isJson, 'expected JSON');

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isJson);
  return Object.prototype.toString.call(value) === '[object Object]' && Object.values(value as object).every(isJson);
}

/** Where an artifact came from: enough to make it again. */
export const lineageSchema = z.strictObject({
  stage: z.string(),
  stageVersion: z.int(),
  input: jsonSchema,
  parents: z.array(artifactRefSchema),
  seed: z.int().optional(),
  engine: z.string().optional(),
});
export type Lineage = z.infer<typeof lineageSchema>;

export const manifestFileSchema = z.strictObject({
  /** Relative, with forward slashes, no `.` or `..` parts. */
  path: z
    .string()
    .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[^\\\0]+$/, 'must be a relative path without "." or ".." parts'),
  bytes: z.int().nonnegative(),
  sha256: sha256Schema,
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const manifestSchema = z.strictObject({
  format: z.literal(1),
  kind: artifactKindSchema,
  files: z.array(manifestFileSchema),
  lineage: lineageSchema,
});
export type Manifest = z.infer<typeof manifestSchema>;
