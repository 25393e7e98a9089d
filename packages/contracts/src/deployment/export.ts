import { z } from 'zod';
import { refOf } from '../artifact.ts';

export const exportInputSchema = z.strictObject({
  model: refOf('trained-model'),
  evaluation: refOf('evaluation'),
  dataset: refOf('dataset'),
});
export type ExportInput = z.infer<typeof exportInputSchema>;
export const exportOutputSchema = z.strictObject({
  model: refOf('model'),
  parameters: z.int(),
  /** Greatest difference of an output from the trained model's, over the whole split that was evaluated. */
  parity: z.strictObject({ onnx: z.number(), savedModel: z.number(), samples: z.int() }),
});
export type ExportOutput = z.infer<typeof exportOutputSchema>;
