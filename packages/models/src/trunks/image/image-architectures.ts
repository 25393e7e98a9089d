import type { ImageModelSpec } from '@sightline/contracts';
import type { Architecture, SpecOf } from '../architecture.ts';
import { efficientnetB0 } from './efficient/efficientnet.ts';
import { mobilenetV2 } from './efficient/mobilenet-v2.ts';
import { mobilenetV3Large, mobilenetV3Small } from './efficient/mobilenet-v3.ts';
import { cnn } from './plain/cnn.ts';
import { lenet5 } from './plain/lenet.ts';
import { mnistConvnet } from './plain/mnist-convnet.ts';
import { tinyCnn } from './plain/tiny-cnn.ts';
import { vgg11, vgg16 } from './plain/vgg.ts';
import { convnextAtto, convnextTiny } from './residual/convnext.ts';
import { densenetBc100x12 } from './residual/densenet.ts';
import { resnet20, resnet56, tinyResnet } from './residual/resnet-cifar.ts';
import { resnet18, resnet34, resnet50 } from './residual/resnet.ts';
import { wideResnet16x4 } from './residual/wide-resnet.ts';
import { cct7 } from './transformer/cct.ts';
import { vitTiny } from './transformer/vit.ts';

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
  'mobilenetv3-small': mobilenetV3Small,
  'mobilenetv3-large': mobilenetV3Large,
  'efficientnet-b0': efficientnetB0,
  'convnext-atto': convnextAtto,
  'convnext-tiny': convnextTiny,
  'vit-tiny': vitTiny,
  'cct-7': cct7,
};
