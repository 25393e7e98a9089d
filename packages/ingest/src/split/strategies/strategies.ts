import {
  type DivisionName,
  isKept,
  type Sample,
  type SplitName,
  SPLITS,
  type SplitSpec,
  testFraction,
} from '@sightline/contracts';
import { type EarlierPlacements, placeOf } from '../earlier-placements.ts';
import { divideInto, type Part } from './divisions.ts';
import { predefinedOf, requireEach, requireParts, requireSplits } from './predefined.ts';
import { splitByTime, type SplitPart } from './split-by-time.ts';
import { type Unit, unitsOf } from '../units.ts';

type SpecOf<Name extends SplitSpec['strategy']> = Extract<SplitSpec, { strategy: Name }>;
type ByFractions = Omit<SpecOf<'stratified' | 'random' | 'group' | 'stratified-group' | 'time'>, 'allowLeaks'>;

interface Dividing {
  readonly seed: number;
  /** Where samples were placed before. */
  readonly earlier?: EarlierPlacements | undefined;
}

/**
 * Gives each sample a split: a function of the samples, whatever their order, of the settings, of the seed and of where
 * samples were placed before.
 */
export type SplitStrategy<Spec extends SplitSpec> = (
  samples: readonly Sample[],
  spec: Spec,
  dividing: Dividing,
) => Map<Sample, SplitName>;

/**
 * Ways to divide a dataset into train, validation and test. What is tied they keep together, but for `allowLeaks` and
 * what the source has divided already.
 */
export const splitStrategies: { readonly [Name in SplitSpec['strategy']]: SplitStrategy<SpecOf<Name>> } = {
  stratified: divideAll,
  random: divideAll,
  group: divideAll,
  'stratified-group': divideAll,
  time: divideAll,

  'k-fold'(samples, { folds, fold, by, test, allowLeaks }, { seed, earlier }) {
    const isGiven = test === 'predefined';
    const { given, open } = isGiven
      ? predefinedOf(unitsOf(samples, allowLeaks), ['test'])
      : { given: new Map<Sample, SplitName>(), open: samples };
    if (isGiven) requireEach(['test'], given);
    const held = isGiven ? 0 : test;
    if (earlier) {
      // Folds are not known of what was placed: what is new is divided by their sizes.
      const validation = (1 - held) / folds;
      const fractions = { train: 1 - held - validation, validation, test: held };
      const divided = divideByFractions(unitsOf(open, allowLeaks), { strategy: by, ...fractions }, { seed, earlier });
      return new Map([...given, ...divided]);
    }
    const parts: Part[] = Array.from({ length: folds }, (_, index) => ({
      name: `fold ${index}`,
      fraction: (1 - held) / folds,
    }));
    if (held > 0) parts.push({ name: 'test', fraction: held });
    const splitOf = (part: number) => (part === folds ? 'test' : part === fold ? 'validation' : 'train');
    const partOf = divideInto(parts, unitsOf(open, allowLeaks), { by, seed });
    return new Map([...given, ...bySample(partOf, splitOf)]);
  },

  predefined(samples, { unassigned, allowLeaks }, dividing) {
    if (unassigned === 'error') requireSplits(samples);
    const { given, open } = predefinedOf(unitsOf(samples, allowLeaks));
    const divided =
      unassigned === 'error' || open.length === 0
        ? []
        : divideByFractions(unitsOf(open, allowLeaks), unassigned, { ...dividing, mayLack: true });
    const splitOf = new Map([...given, ...divided]);
    requireParts(splitOf);
    return splitOf;
  },
};

function divideAll(
  samples: readonly Sample[],
  spec: ByFractions & Pick<SplitSpec, 'allowLeaks'>,
  dividing: Dividing,
): Map<Sample, SplitName> {
  return divideByFractions(unitsOf(samples, spec.allowLeaks), spec, dividing);
}

function divideByFractions(
  units: readonly Unit[],
  spec: ByFractions,
  { seed, earlier, mayLack = false }: Dividing & { mayLack?: boolean },
): Map<Sample, SplitName> {
  const { strategy } = spec;
  const parts = partsOf(spec, earlier !== undefined);
  const kept = new Map<Unit, SplitName>();
  for (const unit of units) {
    const split = placeOf(unit, earlier);
    if (split) kept.set(unit, split);
  }
  const options = { seed, mayLack: mayLack || kept.size > 0 };
  const divided =
    strategy === 'time'
      ? splitByTime(
          units.filter((unit) => !kept.has(unit)),
          parts,
          options,
        )
      : divideBeside(kept, units, { parts, by: strategy, ...options });
  return bySample(new Map([...kept, ...divided]), (split) => split);
}

/** The splits that units come into which have none yet, with fractions that add up to 1. */
function partsOf({ train, validation, test }: ByFractions, hasEarlier: boolean): SplitPart[] {
  const isClosed = hasEarlier && isKept(test);
  const sum = isClosed ? train + validation : 1;
  const fractions = { train, validation, test: isClosed ? 0 : testFraction(test) };
  return SPLITS.map((name) => ({ name, fraction: fractions[name] / sum })).filter(({ fraction }) => fraction > 0);
}

/** Divides the units that are not kept, so that together with those that are the parts get their fractions. */
function divideBeside(
  kept: ReadonlyMap<Unit, SplitName>,
  units: readonly Unit[],
  { parts, ...options }: { parts: readonly SplitPart[]; by: DivisionName; seed: number; mayLack: boolean },
): Map<Unit, SplitName> {
  const placed = new Map<Unit, number>();
  for (const [unit, split] of kept)
    placed.set(
      unit,
      parts.findIndex(({ name }) => name === split),
    );
  // What is in a split that the settings no longer have stays there, and counts for none of the others.
  const counted = units.filter((unit) => placed.get(unit) !== -1);
  const partOf = divideInto(parts, counted, { ...options, placed });
  return new Map([...partOf].map(([unit, part]) => [unit, (parts[part] as SplitPart).name]));
}

function bySample<Key>(partOf: ReadonlyMap<Unit, Key>, splitOf: (part: Key) => SplitName): Map<Sample, SplitName> {
  return new Map(
    [...partOf].flatMap(([{ samples }, part]) => samples.map((sample) => [sample, splitOf(part)] as const)),
  );
}
