import { z } from 'zod';
import { customModuleFields } from '../training/custom-module.ts';
import { colourTransforms } from './colour.ts';
import { erasingTransforms } from './erasing.ts';
import { geometricTransforms } from './geometric.ts';
import { mixSchema } from './mixing.ts';
import { otherNames } from './other-names.ts';
import { augMixTransform, policyTransforms } from './policy.ts';
import { qualityTransforms } from './quality.ts';
import { probability } from './range.ts';
import { temporalTransforms } from './temporal.ts';
import { weatherTransforms } from './weather.ts';

const simpleTransformSchema = z.discriminatedUnion('kind', [
  ...geometricTransforms,
  ...erasingTransforms,
  ...colourTransforms,
  ...qualityTransforms,
  ...weatherTransforms,
  ...temporalTransforms,
  augMixTransform,
]);
/** A transform that draws its parameters and changes pictures, with its defaults filled in. */
export type SimpleTransform = z.output<typeof simpleTransformSchema>;

const policySchema = z.discriminatedUnion('kind', policyTransforms);
type Policy = z.output<typeof policySchema>;

const customTransformSchema = z
  .strictObject({
    kind: z.undefined().optional(),
    ...customModuleFields,
    module: z
      .string({ error: 'name a kind of transform (kind: rotate) or a custom module (module: ./transforms.ts)' })
      .meta({ description: 'The file, relative to the spec file.', examples: ['./transforms.ts'] }),
    probability,
  })
  .describe('A transform that a custom module defines.');
export type CustomTransformSpec = z.output<typeof customTransformSchema>;

/** Transforms made of others, as one writes them. */
interface SequenceOptions<Nested> {
  kind: 'sequence';
  /** All of them: as listed, or, with `shuffle`, in a new order each time. */
  transforms: Nested[];
  shuffle?: boolean | undefined;
  probability?: number | undefined;
}
interface OneOfOptions<Nested> {
  kind: 'oneOf';
  /** One of them, each as likely as its weight says; as likely as the others by default. */
  transforms: Nested[];
  weights?: number[] | undefined;
  probability?: number | undefined;
}
interface SomeOfOptions<Nested> {
  kind: 'someOf';
  /** `count` different ones of them, in the listed order. */
  transforms: Nested[];
  count: number;
  probability?: number | undefined;
}
interface Sequence<Nested> extends SequenceOptions<Nested> {
  shuffle: boolean;
  probability: number;
}
interface OneOf<Nested> extends OneOfOptions<Nested> {
  probability: number;
}
interface SomeOf<Nested> extends SomeOfOptions<Nested> {
  probability: number;
}

/** One augmentation, parsed. New parameters are drawn for each (seed, epoch, sample id). */
export type Transform =
  | SimpleTransform
  | Policy
  | CustomTransformSpec
  | Sequence<Transform>
  | OneOf<Transform>
  | SomeOf<Transform>;
/** A {@link Transform} as one writes it: defaults may be left out. */
export type TransformOptions =
  | z.input<typeof simpleTransformSchema>
  | z.input<typeof policySchema>
  | z.input<typeof customTransformSchema>
  | SequenceOptions<TransformOptions>
  | OneOfOptions<TransformOptions>
  | SomeOfOptions<TransformOptions>;
export type CompositionKind = NonNullable<Exclude<Transform, SimpleTransform>['kind']>;

const nested = z
  .array(z.lazy(() => transformSchema))
  .min(1)
  .describe('Transforms of any kind.');

const mixKinds = mixSchema.options.map(({ shape }) => shape.kind.value);
const ownKinds = [
  ...simpleTransformSchema.options.map(({ shape }) => shape.kind.value),
  ...policySchema.options.map(({ shape }) => shape.kind.value),
];

/** The message for a name that is known, but not here; none for another. */
function knownElsewhere({ input }: { input?: unknown }): string | undefined {
  const { kind } = (input ?? {}) as { kind?: unknown };
  if (typeof kind !== 'string') return undefined;
  const name = kind.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  const mixKind = mixKinds.find((own) => own.toLowerCase() === name);
  if (mixKind)
    return `${mixKind} mixes samples with each other: it belongs in the list "mix", not among the transforms`;
  const plain = name.replace(/^random/, '');
  const own = ownKinds.find((each) => each.toLowerCase() === plain);
  const written = Object.hasOwn(otherNames, plain) ? otherNames[plain] : own && `{ kind: ${own} }`;
  return written && `unknown kind "${kind}". Write ${written}, or with other settings`;
}

export const transformSchema: z.ZodType<Transform, TransformOptions> = z
  .discriminatedUnion(
    'kind',
    [
      simpleTransformSchema,
      policySchema,
      customTransformSchema,
      z
        .strictObject({
          kind: z.literal('sequence'),
          transforms: nested,
          shuffle: z.boolean().default(false).describe('Whether they come in a new order each time.'),
          probability,
        })
        .describe('All of its transforms, one after the other.'),
      z
        .strictObject({
          kind: z.literal('oneOf'),
          transforms: nested,
          weights: z
            .array(z.number().min(0))
            .optional()
            .describe('How likely each of them is, in relation to the others. Left out: all alike.'),
          probability,
        })
        .refine(
          ({ transforms, weights }) =>
            !weights || (weights.length === transforms.length && weights.some((each) => each > 0)),
          'weights need one number per transform, one of them above 0',
        )
        .describe('One of its transforms.'),
      z
        .strictObject({
          kind: z.literal('someOf'),
          transforms: nested,
          count: z
            .int()
            .min(0)
            .meta({ description: 'How many of them.', examples: [2] }),
          probability,
        })
        .refine(({ transforms, count }) => count <= transforms.length, 'count is at most the number of transforms')
        .describe('Some different ones of its transforms, in the listed order.'),
    ],
    { error: knownElsewhere },
  )
  .meta({
    id: 'transform',
    description:
      'One augmentation of training samples. Its parameters are drawn again for each sample ' +
      'and epoch; boxes, keypoints and masks follow.',
  });
