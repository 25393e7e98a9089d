import { type Sample, type SplitName, SPLITS, type SplitSpec } from '@sightline/contracts';
import { divideInto, type Part } from './divisions.ts';
import { predefinedOf, requireEach, requireParts, requireSplits } from './predefined.ts';
import { splitByTime, type SplitPart } from './split-by-time.ts';
import { type Unit, unitsOf } from '../units.ts';

type SpecOf<Name extends SplitSpec['strategy']> = Extract<SplitSpec, { strategy: Name }>;
type ByFractions = Omit<SpecOf<'stratified' | 'random' | 'group' | 'stratified-group' | 'time'>, 'allowLeaks'>;

/** Gives each sample a split: a function of the samples, whatever their order, of the settings and of the seed. */
type SplitStrategy<Spec extends SplitSpec> = (
  samples: readonly Sample[],
  spec: Spec,
  seed: number,
) => Map<Sample, SplitName>;

/**
 * Ways to divide a dataset into train, validation and test. What is tied they keep together, but for `allowLeaks` and
 * what the source has divided already.
 */
export const splitStrategies: { readonly [Name in SplitSpec['strategy']]: SplitStrategy<SpecOf<Name>> } = {
  stratified: dividing,
  random: dividing,
  group: dividing,
  'stratified-group': dividing,
  time: dividing,

  'k-fold'(samples, { folds, fold, by, test, allowLeaks }, seed) {
    const isGiven = test === 'predefined';
    const { given, open } = isGiven
      ? predefinedOf(unitsOf(samples, allowLeaks), ['test'])
      : { given: new Map<Sample, SplitName>(), open: samples };
    if (isGiven) requireEach(['test'], given);
    const held = isGiven ? 0 : test;
    const parts: Part[] = Array.from({ length: folds }, (_, index) => ({
      name: `fold ${index}`,
      fraction: (1 - held) / folds,
    }));
    if (held > 0) parts.push({ name: 'test', fraction: held });
    const splitOf = (part: number) => (part === folds ? 'test' : part === fold ? 'validation' : 'train');
    const partOf = divideInto(parts, unitsOf(open, allowLeaks), { by, seed });
    return new Map([...given, ...bySample(partOf, splitOf)]);
  },

  predefined(samples, { unassigned, allowLeaks }, seed) {
    if (unassigned === 'error') requireSplits(samples);
    const { given, open } = predefinedOf(unitsOf(samples, allowLeaks));
    const divided =
      unassigned === 'error' || open.length === 0
        ? []
        : divideByFractions(unitsOf(open, allowLeaks), unassigned, { seed, mayLack: true });
    const splitOf = new Map([...given, ...divided]);
    requireParts(splitOf);
    return splitOf;
  },
};

function dividing(
  samples: readonly Sample[],
  spec: ByFractions & Pick<SplitSpec, 'allowLeaks'>,
  seed: number,
): Map<Sample, SplitName> {
  return divideByFractions(unitsOf(samples, spec.allowLeaks), spec, { seed });
}

function divideByFractions(
  units: readonly Unit[],
  { strategy, ...fractions }: ByFractions,
  options: { seed: number; mayLack?: boolean },
): Map<Sample, SplitName> {
  const parts = SPLITS.map((name) => ({ name, fraction: fractions[name] })).filter(({ fraction }) => fraction > 0);
  if (strategy === 'time') return bySample(splitByTime(units, parts), (split) => split);
  return bySample(divideInto(parts, units, { by: strategy, ...options }), (part) => (parts[part] as SplitPart).name);
}

function bySample<Key>(partOf: ReadonlyMap<Unit, Key>, splitOf: (part: Key) => SplitName): Map<Sample, SplitName> {
  return new Map(
    [...partOf].flatMap(([{ samples }, part]) => samples.map((sample) => [sample, splitOf(part)] as const)),
  );
}
