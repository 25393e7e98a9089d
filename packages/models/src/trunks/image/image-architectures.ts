import type { ImageModelSpec } from '@sightline/contracts';
import type { Architecture, SpecOf } from '../architecture.ts';
import { mobilenetV2 } from './efficient/mobilenet-v2.ts';
import { cnn } from './plain/cnn.ts';
import { lenet5 } from './plain/lenet.ts';
import { mnistConvnet } from './plain/mnist-convnet.ts';
import { tinyCnn } from './plain/tiny-cnn.ts';
import { vgg11, vgg16 } from './plain/vgg.ts';
import { densenetBc100x12 } from './residual/densenet.ts';
import { resnet20, resnet56, tinyResnet } from './residual/resnet-cifar.ts';
import { resnet18, resnet34, resnet50 } from './residual/resnet.ts';
import { wideResnet16x4 } from './residual/wide-resnet.ts';

/** Networks of images, by architecture. */
export const imageArchitectures: {
  readonly [Name in ImageModelSpec['architecture']]: Architecture<SpecOf<Name>>;
} = {
  cnn,
  'tiny-cnn': tinyCnn,
  'tiny-resnet': tinyResnet,
  'mnist-convnet': mnistConvnet,
  lenet5,
  vgg11,
  vgg16,
  resnet18,
  resnet34,
  resnet50,
  resnet20,
  resnet56,
  'wide-resnet-16-4': wideResnet16x4,
  'densenet-bc-100-12': densenetBc100x12,
  mobilenetv2: mobilenetV2,
};
