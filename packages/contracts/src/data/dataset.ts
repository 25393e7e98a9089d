import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { byName } from '../by-name.ts';

/** How many samples have something. */
const presenceSchema = z.enum(['none', 'some', 'all']);
export type AnnotationPresence = z.infer<typeof presenceSchema>;

/** `schema.json` of a dataset: what a later version's samples should look like. */
export const inferredSchemaSchema = z.strictObject({
  /** The classes of all samples, of boxes too, sorted by code points: a sample's class index is its label's place. */
  labels: z.array(z.string()),
  boxes: z.strictObject({ presence: presenceSchema, labels: z.array(z.string()) }),
  groups: presenceSchema,
  times: presenceSchema,
});
export type InferredSchema = z.infer<typeof inferredSchemaSchema>;

/** `statistics.json` of a dataset. */
export const datasetStatisticsSchema = z.strictObject({
  samples: z.int(),
  classes: byName(z.int()),
  /** The splits that samples are in. */
  splits: byName(z.strictObject({ samples: z.int(), classes: byName(z.int()) })),
  quarantined: z.int(),
  width: z.strictObject({ minimum: z.int(), maximum: z.int() }),
  height: z.strictObject({ minimum: z.int(), maximum: z.int() }),
});
export type DatasetStatistics = z.infer<typeof datasetStatisticsSchema>;

/** What every stage that makes a dataset says of it. */
export const datasetOutput = {
  dataset: refOf('dataset'),
  samples: z.int(),
  classes: byName(z.int()),
  quarantined: z.int(),
};
