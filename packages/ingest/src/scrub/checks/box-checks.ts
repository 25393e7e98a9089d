import type { Box, Sample } from '@sightline/contracts';
import type { CheckFinding } from './check.ts';

/** Coordinates in pixels that were divided by the size reach this far beyond 1. */
const ROUNDING = 1e-6;

/**
 * Images with boxes that are empty, reach out of the image, or are there twice. The score is the fraction of the boxes
 * that are right.
 */
export function findInvalidBoxes(samples: readonly Sample[]): CheckFinding[] {
  return samples.flatMap(({ id, boxes = [] }): CheckFinding[] => {
    const problems = boxes.flatMap((box, index) => {
      const problem = problemOf(box, boxes.slice(0, index));
      return problem ? [`box ${index + 1} ("${box.label}") ${problem}`] : [];
    });
    if (problems.length === 0) return [];
    const score = 1 - problems.length / boxes.length;
    return [
      { sample: id, score, reason: 'invalid-boxes', detail: `Of ${boxes.length} boxes, ${problems.join(', ')}.` },
    ];
  });
}

function problemOf(box: Box, before: readonly Box[]): string | undefined {
  const { label, x, y, width, height } = box;
  if (!(width > 0 && height > 0)) return 'is empty';
  if (Math.min(x, y) < -ROUNDING || Math.max(x + width, y + height) > 1 + ROUNDING) return 'reaches out of the image';
  const twin = before.some(
    (other) =>
      other.label === label && other.x === x && other.y === y && other.width === width && other.height === height,
  );
  return twin ? 'is there twice' : undefined;
}
