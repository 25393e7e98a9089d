import type { HeadSpec } from '@sightline/contracts';
import { cosines } from './cosines.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import type { Head } from './head.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { prototypes } from './prototypes.ts';

/** What a trunk can end in, by kind. */
export const heads: { readonly [Kind in HeadSpec['kind']]: Head<Extract<HeadSpec, { kind: Kind }>> } = {
  dense,
  embedding,
  cosines,
  prototypes,
  nearestNeighbours,
};
