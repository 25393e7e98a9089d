import type { ModelSpec } from '@sightline/contracts';
import { cnn } from './image/cnn.ts';
import type { Trunk } from './trunk.ts';
import { cnnLstm } from './video/cnn-lstm.ts';

/** The model zoo, by architecture. */
export const trunks: {
  readonly [Name in ModelSpec['architecture']]: Trunk<Extract<ModelSpec, { architecture: Name }>>;
} = { cnn, 'cnn-lstm': cnnLstm };
