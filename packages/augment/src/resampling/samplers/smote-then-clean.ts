import { editedNearestNeighbours } from './edited-nearest-neighbours.ts';
import { chainRows } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { smote } from './smote.ts';
import { tomekLinks } from './tomek-links.ts';

/** SMOTE, then both rows of each Tomek link are removed (Batista et al., 2003). Originals may go too. */
export const smoteTomek: Sampler<'smoteTomek'> = {
  effect: 'hybrid',
  exactCounts: false,
  resample(rows, { samplingStrategy, kNeighbors }, draws) {
    const grown = smote.resample(rows, { kind: 'smote', samplingStrategy, kNeighbors }, draws);
    return chainRows(grown, tomekLinks.resample(grown, { kind: 'tomekLinks', samplingStrategy: 'all' }, draws));
  },
};

/** SMOTE, then edited nearest neighbours of every class (Batista et al., 2004). Originals may go too. */
export const smoteEnn: Sampler<'smoteEnn'> = {
  effect: 'hybrid',
  exactCounts: false,
  resample(rows, { samplingStrategy, kNeighbors, nNeighbors }, draws) {
    const grown = smote.resample(rows, { kind: 'smote', samplingStrategy, kNeighbors }, draws);
    const cleaning = {
      kind: 'editedNearestNeighbours',
      samplingStrategy: 'all',
      nNeighbors,
      selection: 'all',
    } as const;
    return chainRows(grown, editedNearestNeighbours.resample(grown, cleaning, draws));
  },
};
