import { boxSchema } from '@sightline/contracts';
import { z } from 'zod';
import { SPLIT_WORDS, splitNamed } from '../split-name.ts';
import { labelsValue, labelValue } from '../labels/label-value.ts';
import { parseJson } from '../text/parse-json.ts';
import { timeSchema } from './time.ts';

const text = z
  .union([z.string(), z.number(), z.bigint(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)));

const label = z
  .unknown()
  .optional()
  .transform((value, context) => {
    const result = labelValue(value);
    if (!('problem' in result)) return result.label;
    context.addIssue(result.problem);
    return z.NEVER;
  });
const labels = z
  .unknown()
  .optional()
  .transform((value, context) => {
    const result = labelsValue(value);
    if (!('problem' in result)) return result.labels;
    context.addIssue(result.problem);
    return z.NEVER;
  });
/** A class may be given by its number. */
const labelledBoxSchema = boxSchema.extend({ label: label.pipe(boxSchema.shape.label) });

/**
 * One row of a manifest, whatever its format. An empty cell counts as absent; columns that are not named here are
 * passed over.
 */
export const rowSchema = z.object({
  path: z.string('must be a path relative to the manifest').min(1, 'must not be empty'),
  label,
  labels,
  /** A list, or JSON text of one. */
  boxes: z
    .preprocess((value, context) => {
      if (typeof value !== 'string') return value;
      if (value === '') return undefined;
      try {
        return parseJson(value);
      } catch {
        context.addIssue('must be a JSON list of { label, x, y, width, height }');
        return z.NEVER;
      }
    }, z.array(labelledBoxSchema).nullish())
    .transform((value) => value ?? undefined),
  group: text,
  time: timeSchema,
  split: text.transform((value, context) => {
    if (value === undefined) return undefined;
    const split = splitNamed(value);
    if (!split) context.addIssue(`must be one of ${SPLIT_WORDS} (received ${JSON.stringify(value.slice(0, 40))})`);
    return split;
  }),
});
