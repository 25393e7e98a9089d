import type { Sample } from '@sightline/contracts';

/** Samples by the sha256 of their encoded bytes, in the order of their first. */
export function twinsOf(samples: readonly Sample[]): Map<string, Sample[]> {
  const twins = new Map<string, Sample[]>();
  for (const sample of samples) {
    const same = twins.get(sample.sha256);
    if (same) same.push(sample);
    else twins.set(sample.sha256, [sample]);
  }
  return twins;
}
