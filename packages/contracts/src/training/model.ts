import { z } from 'zod';

const filters = z.array(z.int().min(1).max(1024)).min(1).max(8);
const kernelSize = z.int().min(1).max(11).default(3);
const units = z.int().min(1).max(4096);
const dropout = z.number().min(0).lt(1).default(0);

/** Networks of images whose layers are fixed: what can be set is the dropout before the head. */
const FIXED_ARCHITECTURES = [
  'tiny-cnn',
  'tiny-resnet',
  'mnist-convnet',
  'lenet5',
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet20',
  'resnet56',
  'wide-resnet-16-4',
  'densenet-bc-100-12',
  'mobilenetv2',
  'mobilenetv3-small',
  'mobilenetv3-large',
] as const;

/** The same with blocks that are left out for some samples while training. */
const DEEP_ARCHITECTURES = ['efficientnet-b0', 'convnext-atto', 'convnext-tiny', 'vit-tiny', 'cct-7'] as const;

/** Networks of images. */
const imageSpecs = [
  /** Blocks of convolution, (batch normalisation,) ReLU and 2×2 max pooling, then a dense layer. */
  z.strictObject({
    architecture: z.literal('cnn'),
    filters: filters.default([32, 64]),
    kernelSize,
    denseUnits: units.default(128),
    batchNormalization: z.boolean().default(false),
    dropout,
  }),
  /** With two dense layers of `denseUnits` after its convolutions. */
  z.strictObject({ architecture: z.enum(['vgg11', 'vgg16']), denseUnits: units.default(4096), dropout }),
  z.strictObject({ architecture: z.enum(FIXED_ARCHITECTURES), dropout }),
  /** `stochasticDepth`: the fraction of samples for which the last block is left out; of earlier blocks less. */
  z.strictObject({ architecture: z.enum(DEEP_ARCHITECTURES), dropout, stochasticDepth: dropout }),
] as const;
const imageSpecSchema = z.discriminatedUnion('architecture', imageSpecs);
export type ImageModelSpec = z.infer<typeof imageSpecSchema>;

/** Networks of clips. */
const clipSpecs = [
  /** `trunk` of each frame, then recurrent layers over the frames. */
  z.strictObject({
    architecture: z.enum(['cnn-lstm', 'cnn-gru', 'cnn-gru-attention']),
    trunk: imageSpecSchema.prefault({ architecture: 'cnn', filters: [16, 32, 32], denseUnits: 64 }),
    units: units.default(64),
    dropout,
  }),
  /** Recurrent convolutions, 2×2 max pooling of each frame between them. */
  z.strictObject({ architecture: z.literal('conv-lstm'), filters: filters.default([16, 32]), kernelSize, dropout }),
  /** Convolutions over time, height and width, each with ReLU and max pooling. */
  z.strictObject({ architecture: z.literal('cnn3d'), filters: filters.default([16, 32, 64]), kernelSize, dropout }),
  z.strictObject({ architecture: z.literal('r2plus1d-18'), dropout }),
] as const;

/** A network of the model zoo and its settings, up to its last layer: what that must be, the task says. */
export const modelSpecSchema = z.discriminatedUnion('architecture', [...imageSpecs, ...clipSpecs]);
export type ModelSpec = z.infer<typeof modelSpecSchema>;
export type ArchitectureName = ModelSpec['architecture'];
