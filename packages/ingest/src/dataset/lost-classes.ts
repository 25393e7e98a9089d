import { type Annotations, classesOf } from '@sightline/contracts';

/**
 * The first class that no sample has any more, and that must not vanish: one that samples have as a whole. A class of
 * boxes alone goes with its last image.
 *
 * @param setAside what the samples that were set aside are annotated with
 */
export function lostClass(
  labels: readonly string[],
  samples: readonly Annotations[],
  setAside: readonly Annotations[],
): string | undefined {
  const present = new Set(samples.flatMap(classesOf));
  const whole = new Set(setAside.flatMap(({ label, labels: several }) => classesOf({ label, labels: several })));
  const ofBoxes = new Set(setAside.flatMap(({ boxes }) => classesOf({ boxes })));
  return labels.find((label) => !present.has(label) && (whole.has(label) || !ofBoxes.has(label)));
}

/** The classes that are left: all, but where samples have boxes only, those that have a sample. */
export function remainingClasses(labels: readonly string[], samples: readonly Annotations[]): string[] {
  if (samples.some(({ label, labels: several }) => label !== undefined || several)) return [...labels];
  const present = new Set(samples.flatMap(classesOf));
  const isOfBoxes = samples.some(({ boxes }) => boxes);
  return labels.filter((label) => !isOfBoxes || present.has(label));
}
