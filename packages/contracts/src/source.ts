import { z } from 'zod';

const path = z.string().min(1);

/** Where samples come from; `path` is relative to the spec file. One entry a kind; the readers are `sources` of `@sightline/ingest`. */
export const sourceSchema = z.discriminatedUnion('kind', [
  /** A folder with one folder of images a class. */
  z.strictObject({ kind: z.literal('image-folder').default('image-folder'), path }),
  /** A table of images: CSV, JSON, JSONL or Parquet, with a row an image: path (relative to the table), label, boxes, group, split. */
  z.strictObject({
    kind: z.literal('manifest'),
    path,
    /** What `boxes` are measured in: shares of the image's width and height, or its pixels. */
    boxUnit: z.enum(['share', 'pixel']).default('share'),
  }),
]);
export type Source = z.infer<typeof sourceSchema>;
export type SourceKind = Source['kind'];
