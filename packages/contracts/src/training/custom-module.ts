import { z } from 'zod';
import { jsonSchema } from '../artifact.ts';

/** Custom code: a function that a module exports, and its settings. The module's path is relative to the spec's file. */
export const customModuleFields = {
  module: z.string({
    error: 'name an architecture of the zoo (architecture: cnn) or a custom module (module: ./network.ts)',
  }),
  export: z.string().min(1).default('default'),
  settings: z.record(z.string(), jsonSchema).default({}),
};

const customModuleSchema = z.strictObject(customModuleFields);
export type CustomModule = z.infer<typeof customModuleSchema>;
