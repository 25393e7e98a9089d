import { z } from 'zod';

const startWeightsFields = z.strictObject({
  from: z
    .string()
    .min(1)
    .meta({
      description:
        'The id of an artifact; `name@version` or `name@alias` of the registry; in a ' +
        'pipeline also an alias alone, of ' +
        'the model that it deploys; `npm:<package>` of pretrained weights; or the path of a ' +
        'file of weights, relative to the spec file.',
      examples: ['production', 'digits@3', 'npm:@scope/resnet18-weights'],
    }),
  head: z
    .enum(['keep', 'new'])
    .default('keep')
    .describe('`new` starts the head as if untrained, for other classes than those that the weights were trained on.'),
});
export type StartWeights = z.infer<typeof startWeightsFields>;
/** {@link StartWeights} as one writes them: where they are, alone, or with what becomes of the head. */
export type StartWeightsSettings = string | z.input<typeof startWeightsFields>;

export const startWeightsSchema = z
  .preprocess((given) => (typeof given === 'string' ? { from: given } : given), startWeightsFields)
  .meta({
    description: 'Weights that the training starts from: where they are, alone, or with what becomes of the head.',
    shorthand: z.string().min(1),
  }) as z.ZodType<StartWeights> as z.ZodType<StartWeights, StartWeightsSettings>;

const ARTIFACT = /^[0-9a-f]{64}$/;
const REGISTERED = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,63})@(\w{1,64})$/;

const PACKAGE = /^npm:(.+)$/;

/** What the place of weights is: an artifact, a version of a model in the registry, a package of npm, or a file. */
export type WeightsPlace =
  | { readonly kind: 'artifact'; readonly id: string }
  | { readonly kind: 'registered'; readonly name: string; readonly version: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

export function placeOfWeights(from: string): WeightsPlace {
  if (ARTIFACT.test(from)) return { kind: 'artifact', id: from };
  const [, packageName] = PACKAGE.exec(from) ?? [];
  if (packageName !== undefined) return { kind: 'package', name: packageName };
  const [, name, version] = REGISTERED.exec(from) ?? [];
  return name !== undefined && version !== undefined
    ? { kind: 'registered', name, version }
    : { kind: 'file', path: from };
}
