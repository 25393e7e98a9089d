import type { ArchitectureName } from '@sightline/contracts';
import type { Architecture, SpecOf } from './architecture.ts';
import { cnn } from './image/plain/cnn.ts';
import { densenetBc100x12 } from './image/residual/densenet.ts';
import { lenet5 } from './image/plain/lenet.ts';
import { mobilenetV2 } from './image/efficient/mobilenet-v2.ts';
import { resnet20, resnet56 } from './image/residual/resnet-cifar.ts';
import { resnet18, resnet34, resnet50 } from './image/residual/resnet.ts';
import { vgg11, vgg16 } from './image/plain/vgg.ts';
import { wideResnet16x4 } from './image/residual/wide-resnet.ts';
import { cnnLstm } from './video/cnn-lstm.ts';

/** The model zoo, by architecture. */
export const architectures: { readonly [Name in ArchitectureName]: Architecture<SpecOf<Name>> } = {
  cnn,
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
  'cnn-lstm': cnnLstm,
};
