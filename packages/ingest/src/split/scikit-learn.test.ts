import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DivisionName, Sample } from '@sightline/contracts';
import { sampleOf } from '../dataset/sample.fixture.ts';
import { divideInto } from './strategies/divisions.ts';
import { unitsOf } from './units.ts';

interface GoldenCase {
  folds: number;
  labels: number[];
  groups: number[];
  /**
   * Of StratifiedGroupKFold, without and with several shuffles: the mean over classes of the standard deviation over
   * folds of the class's fraction in a fold.
   */
  stratifiedGroup: number[];
  /** Of GroupKFold: the standard deviation over folds of the samples' fraction in a fold. */
  group: number;
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/splits.json'), 'utf8')) as {
  cases: GoldenCase[];
};
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe.each(cases.map((golden, index) => [index, golden] as const))(
  'on the input %# of scikit-learn',
  (_, golden) => {
    const samples = golden.labels.map((label, index): Sample => ({
      ...sampleOf(String(label), index, String(index)),
      group: String(golden.groups[index]),
    }));
    const foldsBy = (by: DivisionName, seed: number) => {
      const parts = Array.from({ length: golden.folds }, (__, fold) => ({
        name: String(fold),
        fraction: 1 / golden.folds,
      }));
      const partOf = divideInto(parts, unitsOf(samples, []), { by, seed });
      return parts.map((__, fold) => [...partOf].flatMap(([unit, part]) => (part === fold ? unit.samples : [])));
    };
    const fractionDeviation = (folds: Sample[][], members: (sample: Sample) => boolean) => {
      const sizes = folds.map((fold) => fold.filter(members).length);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const variance = sizes.reduce((sum, size) => sum + (size / total - 1 / folds.length) ** 2, 0) / folds.length;
      return Math.sqrt(variance);
    };

    it.each(SEEDS)(
      'stratified-group keeps the classes at least as well as the best of StratifiedGroupKFold: seed %i',
      (seed) => {
        const folds = foldsBy('stratified-group', seed);
        const labels = [...new Set(golden.labels)].map(String);
        const deviations = labels.map((label) => fractionDeviation(folds, (sample) => sample.label === label));
        const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / labels.length;
        expect(mean).toBeLessThanOrEqual(Math.min(...golden.stratifiedGroup) + 1e-9);
      },
    );

    it.each(SEEDS)('group keeps the sizes of the folds at least as well as GroupKFold: seed %i', (seed) => {
      expect(fractionDeviation(foldsBy('group', seed), () => true)).toBeLessThanOrEqual(golden.group + 1e-9);
    });
  },
);
