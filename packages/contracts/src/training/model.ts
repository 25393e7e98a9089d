import { z } from 'zod';

const filters = z.array(z.int().min(1).max(1024)).min(1).max(8);
const kernelSize = z.int().min(1).max(11).default(3);
const units = z.int().min(1).max(4096);
const dropout = z.number().min(0).lt(1).default(0);

/** Networks of images as they were published: what can be set is the dropout before the head. */
const PUBLISHED_ARCHITECTURES = [
  'lenet5',
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet20',
  'resnet56',
  'wide-resnet-16-4',
  'densenet-bc-100-12',
  'mobilenetv2',
] as const;

/** A network of the model zoo and its settings, up to its last layer: what that must be, the task says. */
export const modelSpecSchema = z.discriminatedUnion('architecture', [
  /** Of images: blocks of convolution, (batch normalisation,) ReLU and 2×2 max pooling, then a dense layer. */
  z.strictObject({
    architecture: z.literal('cnn'),
    filters: filters.default([32, 64]),
    kernelSize,
    denseUnits: units.default(128),
    batchNormalization: z.boolean().default(false),
    dropout,
  }),
  /** Of clips: blocks of convolution, ReLU and 2×2 max pooling of each frame, then an LSTM over the frames. */
  z.strictObject({
    architecture: z.literal('cnn-lstm'),
    filters: filters.default([16, 32, 32]),
    kernelSize,
    lstmUnits: units.default(64),
    dropout,
  }),
  /** Of images, with two dense layers of `denseUnits` after its convolutions. */
  z.strictObject({ architecture: z.enum(['vgg11', 'vgg16']), denseUnits: units.default(4096), dropout }),
  z.strictObject({ architecture: z.enum(PUBLISHED_ARCHITECTURES), dropout }),
]);
export type ModelSpec = z.infer<typeof modelSpecSchema>;
export type ArchitectureName = ModelSpec['architecture'];
