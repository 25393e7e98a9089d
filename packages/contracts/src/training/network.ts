import { z } from 'zod';
import { customModuleFields, exportName } from './custom-module.ts';
import { type ModelSettings, type ModelSpec, modelSpecSchema } from './model.ts';
import { type StartWeights, startWeightsSchema, type StartWeightsSettings } from './weights.ts';

const anyNetwork = { weights: startWeightsSchema.optional() };

const customModelSchema = z
  .strictObject({
    architecture: z.undefined().optional(),
    ...customModuleFields,
    module: z
      .string({
        error: 'name an architecture of the zoo (architecture: cnn) or a custom module (module: ./network.ts)',
      })
      .meta({ description: 'The file, relative to the spec file.', examples: ['./network.ts'] }),
    ...anyNetwork,
  })
  .describe(
    "A network that a custom function builds: it is given the input's shape, the head, a seed and its settings.",
  );
export type CustomModelSpec = z.infer<typeof customModelSchema>;

/** A network to train: an architecture of the model zoo, or one that a custom module builds. */
export type NetworkSpec = (ModelSpec & { weights?: StartWeights | undefined }) | CustomModelSpec;
/** A {@link NetworkSpec} as one writes it: what has a default may be left out. */
export type NetworkSettings =
  | (ModelSettings & { weights?: StartWeightsSettings | undefined })
  | z.input<typeof customModelSchema>;
const [first, ...others] = modelSpecSchema.options.map((option) => option.extend(anyNetwork).meta(option.meta() ?? {}));
export const networkSpecSchema: z.ZodType<NetworkSpec, NetworkSettings> = z
  .discriminatedUnion('architecture', [first as NonNullable<typeof first>, ...others, customModelSchema])
  .describe(
    'The network, up to its last layer, which the task decides: an architecture of the model ' +
      'zoo, or one that a custom module builds.',
  );

/** How a network is called where people read of it: by its architecture, or by its module and export. */
export function networkName(spec: NetworkSpec): string {
  return spec.architecture ?? exportName(spec);
}
