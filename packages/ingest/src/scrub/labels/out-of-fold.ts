import { setImmediate } from 'node:timers/promises';
import type { StageContext } from '@sightline/artifacts';
import { type Classifier, deriveSeed, type Sample } from '@sightline/contracts';
import { progressOf } from '../../report-progress.ts';
import { divideInto } from '../../split/strategies/divisions.ts';
import { unitsOf } from '../../split/units.ts';
import { EPOCHS, fitLogisticRegression, probabilitiesOf, rowsOf } from './logistic-regression.ts';
import type { Matrix } from '../../numbers/matrix.ts';
import { scalerOf, standardised } from '../../numbers/standardise.ts';

/** How many are judged at once. */
const BLOCK = 1024;

/**
 * What small models say of samples that they were not trained on, by cross-validation: of as many folds, stratified,
 * each is judged by a model of the others. What belongs together (groups, near duplicates, byte-identical images) is in
 * one fold.
 *
 * @param features of the samples, `[samples, length]`
 * @returns class probabilities by the ids of the samples, in the order of the labels; none where there are no two
 * samples that do not belong together
 */
export async function outOfFoldProbabilities(
  samples: readonly Sample[],
  features: Matrix,
  { labels, folds, seed }: Classifier & { labels: readonly string[] },
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<Map<string, number[]>> {
  const probabilities = new Map<string, number[]>();
  const classOf = new Map(labels.map((label, index) => [label, index]));
  const units = unitsOf(
    samples.filter(({ label }) => classOf.has(label as string)),
    [],
  );
  const count = Math.min(folds, units.length);
  if (count < 2) return probabilities;
  const parts = Array.from({ length: count }, (_, fold) => ({ name: `fold ${fold}`, fraction: 1 / count }));
  const partOf = divideInto(parts, units, { by: 'stratified', seed: deriveSeed(seed, 'folds'), mayLack: true });
  const foldOf = new Map([...partOf].flatMap(([unit, fold]) => unit.samples.map(({ id }) => [id, fold] as const)));
  const standard = standardised(features, scalerOf(features));
  const advance = progressOf(context, count * EPOCHS, 'epochs', 'a small model for each fold');
  const onEpoch = async () => {
    advance();
    // Lets a cancellation through.
    await setImmediate();
  };
  const classes = samples.map(({ label }) => classOf.get(label as string) ?? -1);
  const places = [...samples.keys()].filter((place) => classes[place] !== -1);
  for (let fold = 0; fold < count; fold++) {
    const isInside = (place: number) => foldOf.get(samples[place]?.id ?? '') === fold;
    const weights = await fitLogisticRegression(standard, classes, {
      rows: places.filter((place) => !isInside(place)),
      classes: labels.length,
      seed: deriveSeed(seed, 'classifier', fold),
      onEpoch,
    });
    const inside = places.filter(isInside);
    for (let start = 0; start < inside.length; start += BLOCK) {
      const block = inside.slice(start, start + BLOCK);
      const judged = probabilitiesOf(rowsOf(standard, block), weights);
      for (const [row, place] of block.entries()) {
        const own = judged.subarray(row * labels.length, (row + 1) * labels.length);
        probabilities.set((samples[place] as Sample).id, [...own]);
      }
    }
  }
  return probabilities;
}
