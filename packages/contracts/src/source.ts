import { z } from 'zod';

const path = z.string().min(1);

/** Where samples come from; `path` is relative to the spec file. One entry a kind; the readers are `sources` of `@sightline/ingest`. */
export const sourceSchema = z.discriminatedUnion('kind', [
  /** A folder with one folder of images a class. */
  z.strictObject({ kind: z.literal('image-folder').default('image-folder'), path }),
]);
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
