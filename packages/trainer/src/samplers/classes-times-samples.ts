import { deriveSeed, RandomStream } from '@sightline/contracts';
import { TrainerError } from '../errors.ts';
import { Rounds } from './rounds.ts';
import { requireStrata, type SamplerFactory } from './sampler.ts';

/**
 * Batches of as many different classes as fit, with `samplesPerClass` samples of each: as many batches as the samples
 * fill, one at least. Classes, and the samples of each, come in shuffled rounds that start again with each epoch; a
 * class of fewer samples has some of them twice in a batch.
 *
 * @throws TrainerError `trainer/invalid-options` when the batch size is not a multiple of `samplesPerClass`, is too
 * small for two classes, or needs more classes than there are
 */
export const classesTimesSamples: SamplerFactory<'classesTimesSamples'> = ({ kind, samplesPerClass }, options) => {
  const { batchSize, seed } = options;
  const rowsOf = byStratum(requireStrata(options, kind));
  const classes = batchSize / samplesPerClass;
  if (!Number.isInteger(classes) || classes < 2 || classes > rowsOf.size) {
    throw doesNotFit(batchSize, samplesPerClass, rowsOf.size);
  }
  const batches = Math.max(1, Math.floor(options.count / batchSize));
  return {
    order(epoch) {
      const random = new RandomStream(deriveSeed(seed, 'classes times samples', epoch));
      const drawnClasses = new Rounds([...rowsOf.keys()], random);
      const drawnRows = new Map([...rowsOf].map(([stratum, rows]) => [stratum, new Rounds(rows, random)]));
      const batchOf = () =>
        drawnClasses
          .draw(classes)
          .flatMap((stratum) => (drawnRows.get(stratum) as Rounds<number>).draw(samplesPerClass));
      return Array.from({ length: batches }, batchOf).flat();
    },
    epochSize: () => batches * batchSize,
  };
};

function byStratum(strata: Int32Array): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const [row, stratum] of strata.entries()) {
    const own = rows.get(stratum);
    if (own) own.push(row);
    else rows.set(stratum, [row]);
  }
  return rows;
}

function doesNotFit(batchSize: number, samplesPerClass: number, classes: number): TrainerError {
  const most = classes * samplesPerClass;
  return new TrainerError(
    'trainer/invalid-options',
    `The sampler classesTimesSamples has ${samplesPerClass} samples of each class in a batch of ` +
      `${batchSize}, and there are ${classes} classes. Allowed: a batch size from ${2 * samplesPerClass} ` +
      `to ${most} that is a multiple of ${samplesPerClass}, and two classes or more.`,
  );
}
