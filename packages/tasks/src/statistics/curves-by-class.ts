import { type BinaryCurves, binaryCurvesOf } from './binary-curves.ts';

/** Of each class against the rest, and of all pairs of a sample and a class. */
export interface CurvesByClass {
  readonly micro: BinaryCurves;
  readonly perClass: readonly (BinaryCurves & { readonly label: string })[];
}

/**
 * The curves of each class, and of all of them together.
 *
 * @param scores `[samples, labels.length]`
 * @param isActual whether the sample of the score at an index is of its class
 */
export function curvesByClass(
  labels: readonly string[],
  scores: Float32Array,
  isActual: (index: number) => boolean,
): CurvesByClass {
  const curves = (isMeant: (index: number) => boolean) =>
    binaryCurvesOf(
      scores.filter((_, index) => isMeant(index) && isActual(index)),
      scores.filter((_, index) => isMeant(index) && !isActual(index)),
    );
  return {
    micro: curves(() => true),
    perClass: labels.map((label, column) => ({ label, ...curves((index) => index % labels.length === column) })),
  };
}
