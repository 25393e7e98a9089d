import { z } from 'zod';

/** How much a sample of each class counts in the loss. */
export const classWeightingSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('balanced') })
    .describe(
      "Inverse to the class's fraction: samples / (classes · samples of the class), as scikit-learn's " +
        '`balanced` (King and Zeng, 2001).',
    ),
  z
    .strictObject({
      kind: z.literal('effectiveNumber'),
      beta: z.number().min(0).lt(1).default(0.999).describe('The nearer to 1, the more rare classes count.'),
    })
    .describe('Inverse to the effective number (1 - betaⁿ) / (1 - beta), scaled to a mean of 1 (Cui et al., 2019).'),
]);
/** As people write it: what has a default may be left out. */
export type ClassWeighting = z.input<typeof classWeightingSchema>;
