import { classesOf, type Sample } from '@sightline/contracts';
import { contentOf } from '../../dataset/parts.ts';
import type { CheckFinding } from './check.ts';
import { twinsOf } from './twins.ts';

/**
 * Byte-identical images: of those under one label (or with boxes of the same classes) all but the first, of those under
 * several labels all. The score is 1 / how many there are.
 */
export function findExactDuplicates(samples: readonly Sample[]): CheckFinding[] {
  const twins = twinsOf(samples);
  return samples.flatMap((sample): CheckFinding[] => {
    const same = twins.get(contentOf(sample)) ?? [];
    const other = same.find((one) => annotationOf(one) !== annotationOf(sample));
    const found = { sample: sample.id, score: 1 / same.length };
    if (other) {
      const what = sample.label === other.label && sample.boxes ? 'boxes of other classes' : 'another label';
      const detail = `The same bytes as ${other.id}, which has ${what}.`;
      return [{ ...found, reason: 'conflicting-duplicate', detail, partner: other.id }];
    }
    const [first] = same;
    if (!first || first === sample) return [];
    const detail = `The same bytes as ${first.id}, which was kept.`;
    return [{ ...found, reason: 'exact-duplicate', detail, partner: first.id }];
  });
}

/** What must be the same of the same bytes. */
function annotationOf({ label, labels, values, boxes }: Sample): string {
  return JSON.stringify([label, labels, values, classesOf({ boxes }).toSorted()]);
}
