import { z } from 'zod';
import { unitSchema } from './figure.ts';

const any = {
  /** Of its file, in camel case: unique within an evaluation. */
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be a name in camel case'),
  title: z.string(),
  /** How to read it, in a sentence or two. */
  note: z.string().optional(),
};
const names = z.strictObject({ label: z.string(), names: z.array(z.string()).min(1) });

/**
 * Counts: how often each row met each column. Where rows and columns have the same names, they agree on the diagonal.
 */
const matrixSchema = z.strictObject({
  kind: z.literal('matrix'),
  ...any,
  rows: names,
  columns: names,
  counts: z.array(z.array(z.int().min(0))),
});
export type Matrix = z.infer<typeof matrixSchema>;

const axis = z.strictObject({ label: z.string(), domain: z.tuple([z.number(), z.number()]) });
const point = z.tuple([z.number(), z.number()]);

/** Lines over two axes. What lies outside the axes' domains is not drawn. */
const curvesSchema = z.strictObject({
  kind: z.literal('curves'),
  ...any,
  x: axis,
  y: axis,
  series: z.array(
    z.strictObject({
      name: z.string(),
      points: z.array(point),
      /** The 95 % confidence interval of each point's y. */
      intervals: z.array(point).optional(),
      /**
       * `line` and `points` (dots that no line joins) stand out and are named; a `context` line is one of many, faint;
       * a `guide` is what the others are compared with, dashed.
       */
      style: z.enum(['line', 'points', 'context', 'guide']),
    }),
  ),
});
export type Curves = z.infer<typeof curvesSchema>;

const cell = z.union([z.string(), z.number()]).nullable();

/** Rows and columns of texts and numbers. The first cell of a row names it; a cell that does not apply is null. */
const tableSchema = z.strictObject({
  kind: z.literal('table'),
  ...any,
  /** Columns with a unit hold numbers of it; others hold texts, or numbers without a unit. */
  columns: z.array(z.strictObject({ name: z.string(), unit: unitSchema.optional() })).min(1),
  rows: z.array(z.array(cell)),
  /** A last row, apart: the mean, the sum. */
  foot: z.array(cell).optional(),
});
export type Table = z.infer<typeof tableSchema>;

/** Samples worth looking at, in order. */
const gallerySchema = z.strictObject({
  kind: z.literal('gallery'),
  ...any,
  items: z.array(
    z.strictObject({ /** The id. */ sample: z.string(), caption: z.string(), detail: z.string().optional() }),
  ),
});
export type Gallery = z.infer<typeof gallerySchema>;

/** What an evaluation shows besides its figures. Report, run folder and page draw these kinds and know no task. */
export const exhibitSchema = z.discriminatedUnion('kind', [matrixSchema, curvesSchema, tableSchema, gallerySchema]);
export type Exhibit = z.infer<typeof exhibitSchema>;
/** The exhibits of one kind. */
export type ExhibitOf<Kind extends Exhibit['kind']> = Extract<Exhibit, { kind: Kind }>;
