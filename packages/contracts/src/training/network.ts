import { z } from 'zod';
import { modelSpecSchema } from './model.ts';
import { customModuleFields } from './custom-module.ts';

/** A network that a custom function builds: it is given the input's shape, the head, a seed and its settings. */
const customModelSchema = z.strictObject({ architecture: z.undefined().optional(), ...customModuleFields });
export type CustomModelSpec = z.infer<typeof customModelSchema>;

/** A network to train: an architecture of the model zoo, or one that a custom module builds. */
export const networkSpecSchema = z.discriminatedUnion('architecture', [...modelSpecSchema.options, customModelSchema]);
export type NetworkSpec = z.infer<typeof networkSpecSchema>;

/** How a network is called where people read of it: by its architecture, or by its module and export. */
export function networkName(spec: NetworkSpec): string {
  return spec.architecture ?? `${spec.export} of ${spec.module.replace(/^.*[\\/]/, '')}`;
}
