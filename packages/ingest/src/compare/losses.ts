import type { DatasetComparison, Sample } from '@sightline/contracts';
import { countsByClass } from '../dataset/statistics.ts';

type Violation = DatasetComparison['violations'][number];

/**
 * Classes that have lost more than a part of their samples, but not all: those are violations of the schema. Where
 * nothing has a class, all samples count together.
 *
 * @param allowed the part that may be gone, 0 to 1
 */
export function lossesOf(before: readonly Sample[], after: readonly Sample[], allowed: number): Violation[] {
  const [then, now] = [countsByClass(before), new Map(Object.entries(countsByClass(after)))];
  const classes = Object.entries(then);
  if (classes.length === 0) {
    const loss = lossOf(before.length, after.length, allowed);
    return loss === undefined ? [] : [{ kind: 'lost-samples', detail: `The dataset has ${loss}` }];
  }
  return classes.flatMap(([label, was]): Violation[] => {
    const loss = lossOf(was, now.get(label) ?? 0, allowed);
    if (loss === undefined || !now.has(label)) return [];
    return [{ kind: 'shrunken-class', detail: `Class "${label}" has ${loss}` }];
  });
}

function lossOf(was: number, is: number, allowed: number): string | undefined {
  const lost = (was - is) / was;
  if (lost <= allowed) return undefined;
  const percent = (fraction: number) => `${Number((100 * fraction).toFixed(1))} %`;
  return `${is} of its ${was} samples left: ${percent(lost)} are gone, more than the ${percent(allowed)} allowed.`;
}
