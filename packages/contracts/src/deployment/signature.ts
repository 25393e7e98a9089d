import { z } from 'zod';
import { artifactRefSchema } from '../artifact.ts';

/**
 * Element types of the tensors that a published model takes and gives, by their names in ONNX Runtime and TensorFlow.
 */
export const elementTypeSchema = z.enum(['float32', 'int32', 'int64', 'uint8', 'bool']);
export type ElementType = z.infer<typeof elementTypeSchema>;

/** A named input or output. `shape` is without the batch, which comes first; null is a size that may be any. */
export const tensorSpecSchema = z.strictObject({
  name: z.string().min(1),
  dtype: elementTypeSchema,
  shape: z.array(z.int().positive().nullable()),
});
export type TensorSpec = z.infer<typeof tensorSpecSchema>;

const tensors = z
  .array(tensorSpecSchema)
  .min(1)
  .refine((specs) => new Set(specs.map(({ name }) => name)).size === specs.length, 'each name once');

/** `signature.json` of a model artifact: what a server needs to know before it loads the files. */
export const signatureSchema = z.strictObject({ inputs: tensors, outputs: tensors, trainedModel: artifactRefSchema });
export type Signature = z.infer<typeof signatureSchema>;
