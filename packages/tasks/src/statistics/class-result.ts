import type { ClassResult } from '@sightline/contracts';
import { wilsonInterval } from './wilson-interval.ts';

/** How many samples of a class were recognized. */
export function classResult(name: string, recognized: number, samples: number): ClassResult {
  if (samples === 0) return { name, samples };
  return { name, samples, recall: { value: recognized / samples, interval: wilsonInterval(recognized, samples) } };
}
