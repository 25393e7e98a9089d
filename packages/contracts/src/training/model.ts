import { z } from 'zod';

/** A network of the model zoo and its settings. */
export const modelSpecSchema = z.discriminatedUnion('architecture', [
  /** Blocks of convolution, (batch normalisation,) ReLU and 2×2 max pooling, then a dense layer and a softmax over the classes. */
  z.strictObject({
    architecture: z.literal('cnn'),
    filters: z.array(z.int().min(1).max(1024)).min(1).max(8).default([32, 64]),
    kernelSize: z.int().min(1).max(11).default(3),
    denseUnits: z.int().min(1).max(4096).default(128),
    batchNormalization: z.boolean().default(false),
    dropout: z.number().min(0).lt(1).default(0),
  }),
]);
export type ModelSpec = z.infer<typeof modelSpecSchema>;
