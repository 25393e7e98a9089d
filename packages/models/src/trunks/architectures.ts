import type { ArchitectureName } from '@sightline/contracts';
import type { Architecture, SpecOf } from './architecture.ts';
import { imageArchitectures } from './image/image-architectures.ts';
import { cnn3d } from './video/cnn3d.ts';
import { convLstm } from './video/conv-lstm.ts';
import { r2plus1d18 } from './video/r2plus1d.ts';
import { cnnGru, cnnGruAttention, cnnLstm } from './video/recurrent.ts';

/** The model zoo, by architecture. */
export const architectures: { readonly [Name in ArchitectureName]: Architecture<SpecOf<Name>> } = {
  ...imageArchitectures,
  'cnn-lstm': cnnLstm,
  'cnn-gru': cnnGru,
  'cnn-gru-attention': cnnGruAttention,
  'conv-lstm': convLstm,
  cnn3d,
  'r2plus1d-18': r2plus1d18,
};
