import { z } from 'zod';
import { jsonSchema } from '../artifact.ts';
import { byName } from '../by-name.ts';
import type { FigureTraits } from '../task/figures.ts';
import { betterSchema, unitSchema } from '../evaluation/figure.ts';

/** Custom code: what a module exports, and settings for it. The module's path is relative to the spec's file. */
export const customModuleFields = {
  module: z
    .string({ error: 'name a custom module (module: ./custom.ts)' })
    .meta({ description: 'The file, relative to the spec file.', examples: ['./custom.ts'] }),
  export: z.string().min(1).default('default').describe('What the module exports it as.'),
  settings: z.record(z.string(), jsonSchema).default({}).describe('What the function is given, as JSON.'),
};

export const customModuleSchema = z.strictObject(customModuleFields);
export type CustomModule = z.infer<typeof customModuleSchema>;

/** A custom figure: which of its values are better is not known of code. */
const customMetricSchema = z.strictObject({
  ...customModuleFields,
  better: betterSchema.describe('Which of its values are better.'),
  unit: unitSchema
    .optional()
    .describe('`fraction` is written in per cent, `count` as a whole number; any other unit follows the number.'),
});
export type CustomMetricSpec = z.infer<typeof customMetricSchema>;

/** What is known of custom figures before they are measured. */
export function traitsOf(metrics: Readonly<Record<string, CustomMetricSpec>>): Record<string, FigureTraits> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, { better, unit }]) => [name, { better, ...(unit !== undefined && { unit }) }]),
  );
}

const FIGURE_NAME = /^[a-z][A-Za-z0-9]*$/;

/** Custom figures by name. */
export const customMetricsSchema = byName(customMetricSchema).superRefine((metrics, context) => {
  for (const name of Object.keys(metrics)) {
    if (FIGURE_NAME.test(name)) continue;
    const message = 'a figure is named in camel case, as meanCost';
    context.addIssue({ code: 'custom', path: [name], input: name, message });
  }
});

/** How custom code is called where people read of it: `build of network.ts`. */
export function exportName(custom: Pick<CustomModule, 'module' | 'export'>): string {
  return `${custom.export} of ${custom.module.replace(/^.*[\\/]/, '')}`;
}
