import { type AnnotatedSample, sortedByCodePoints } from '@sightline/contracts';

/** The index of each sample's stratum among all, sorted; nothing where some sample has none or several. */
export function strataOf<Sample extends AnnotatedSample>(
  samples: readonly Sample[],
  of: (sample: Sample) => readonly string[],
): Int32Array | undefined {
  const strata = samples.map((sample) => of(sample));
  if (strata.some(({ length }) => length !== 1)) return undefined;
  const names = sortedByCodePoints(new Set(strata.flat()), (name) => name);
  const indices = new Map(names.map((name, index) => [name, index]));
  return Int32Array.from(strata.flat(), (name) => indices.get(name) as number);
}
