import { z } from 'zod';

const filters = z.array(z.int().min(1).max(1024)).min(1).max(8);
const kernelSize = z.int().min(1).max(11).default(3).describe('Width and height of the convolutions, in pixels.');
const units = z.int().min(1).max(4096);
const fraction = z.number().min(0).lt(1).default(0);
const dropout = fraction.describe('Fraction of the inputs of the head that are left out while training.');

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
  z
    .strictObject({
      architecture: z.literal('cnn'),
      filters: filters.default([32, 64]).describe('Filters of each block: as many numbers as blocks.'),
      kernelSize,
      denseUnits: units.default(128).describe('Units of the dense layer.'),
      batchNormalization: z
        .boolean()
        .default(false)
        .describe('Whether each convolution is followed by batch normalisation.'),
      dropout,
    })
    .describe('Blocks of convolution, (batch normalisation,) ReLU and 2×2 max pooling, then a dense layer.'),
  z
    .strictObject({
      architecture: z.enum(['vgg11', 'vgg16']),
      denseUnits: units.default(4096).describe('Units of each of its two dense layers.'),
      dropout,
    })
    .describe('VGG (Simonyan and Zisserman, 2015), with two dense layers after its convolutions.'),
  z.strictObject({ architecture: z.enum(FIXED_ARCHITECTURES), dropout }).describe('A network whose layers are fixed.'),
  z
    .strictObject({
      architecture: z.enum(DEEP_ARCHITECTURES),
      dropout,
      stochasticDepth: dropout.describe('Fraction of samples for which the last block is left out.'),
    })
    .describe(
      'A network with fixed blocks, some of which are left out for some samples while training (stochastic depth).',
    ),
] as const;
const imageSpecSchema = z.discriminatedUnion('architecture', imageSpecs);
export type ImageModelSpec = z.infer<typeof imageSpecSchema>;

/** Networks of clips. */
const clipSpecs = [
  z
    .strictObject({
      architecture: z.enum(['cnn-lstm', 'cnn-gru', 'cnn-gru-attention']),
      trunk: imageSpecSchema
        .prefault({ architecture: 'cnn', filters: [16, 32, 32], denseUnits: 64 })
        .describe('The network that reads each frame.'),
      units: units.default(64).describe('Units of each recurrent layer.'),
      dropout,
    })
    .describe('A network of clips: `trunk` reads each frame, recurrent layers follow the frames.'),
  z
    .strictObject({
      architecture: z.literal('conv-lstm'),
      filters: filters.default([16, 32]).describe('Filters of each recurrent convolution.'),
      kernelSize,
      dropout,
    })
    .describe('A network of clips: recurrent convolutions, 2×2 max pooling of each frame between them.'),
  z
    .strictObject({
      architecture: z.literal('cnn3d'),
      filters: filters.default([16, 32, 64]).describe('Filters of each convolution.'),
      kernelSize,
      dropout,
    })
    .describe('A network of clips: convolutions over time, height and width, each with ReLU and max pooling.'),
  z
    .strictObject({ architecture: z.literal('r2plus1d-18'), dropout })
    .describe('R(2+1)D with 18 layers (Tran et al., 2018), of clips: convolutions over space, then over time.'),
] as const;

/** A network of the model zoo and its settings, up to its last layer: what that must be, the task says. */
export const modelSpecSchema = z.discriminatedUnion('architecture', [...imageSpecs, ...clipSpecs]);
export type ModelSpec = z.infer<typeof modelSpecSchema>;
/** A {@link ModelSpec} as one writes it: what has a default may be left out. */
export type ModelSettings = z.input<typeof modelSpecSchema>;
export type ArchitectureName = ModelSpec['architecture'];
