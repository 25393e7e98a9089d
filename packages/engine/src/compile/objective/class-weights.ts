import { EngineError } from '../../errors.ts';

/** The weight of each class in a list, or those of some by their indices, the others being 1: `{ 0: 1, 1: 2.5 }`. */
export type ClassWeights = readonly number[] | Readonly<Record<number, number>>;

/**
 * The weights of all classes of an output.
 *
 * @param units of the output; 1 tells two classes apart
 * @throws EngineError `engine/invalid-options` when a class does not exist, one is missing in a list,
 * or a weight is not a finite number from 0
 */
export function classWeightsOf(weights: ClassWeights, name: string, units: number): readonly number[] {
  const classes = units === 1 ? 2 : units;
  const all = Array.isArray(weights) ? (weights as readonly number[]) : byClass(weights);
  if (all.length === classes && all.every((weight) => weight >= 0 && Number.isFinite(weight))) return all;
  throw refused('');

  function byClass(given: Readonly<Record<number, number>>): readonly number[] {
    const unknown = Object.keys(given).find((key) => !/^\d+$/.test(key) || Number(key) >= classes);
    if (unknown !== undefined) throw refused(` There is no class ${unknown}: they are 0 to ${classes - 1}.`);
    return Array.from({ length: classes }, (_, index) => given[index] ?? 1);
  }

  function refused(why: string): EngineError {
    return new EngineError(
      'engine/invalid-options',
      `classWeights of ${name} are ${JSON.stringify(weights)}.${why} Allowed: ${classes} finite numbers from 0, ` +
        'one for each class, or those of some by class index: { 0: 1, 1: 2.5 }.',
    );
  }
}
