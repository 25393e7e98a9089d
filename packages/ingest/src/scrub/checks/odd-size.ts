import type { Sample } from '@sightline/contracts';
import type { CheckFinding } from './check.ts';
import { quantile } from '../../numbers/quantile.ts';

/**
 * Images whose side √(width × height) lies more than `factor` interquartile ranges outside the middle half of the
 * dataset (Tukey's fences). The score is cleanvision's: 1 in the middle between the fences, 0.5 on a fence, 0 at as far
 * again; where the fences meet, 1 less the relative distance from them.
 */
export function oddSizesOf(samples: readonly Sample[], factor: number): CheckFinding[] {
  const sides = samples.map(({ width, height }) => Math.sqrt(width) * Math.sqrt(height));
  const sorted = Float64Array.from(sides).sort();
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const [least, most] = [first - factor * (third - first), third + factor * (third - first)];
  const middle = (least + most) / 2;
  const [unit, threshold] = most > least ? [most - least, 0.5] : [middle, 1];
  return samples.flatMap(({ id, width, height }, index): CheckFinding[] => {
    const score = 1 - Math.min(Math.abs((sides[index] as number) - middle) / unit, 1);
    if (score >= threshold) return [];
    const usual = `${least.toFixed(0)} to ${most.toFixed(0)}`;
    const detail = `${width} × ${height} pixels, a side of ${sides[index]?.toFixed(0)}; usual are ${usual}.`;
    return [{ sample: id, score, reason: 'odd-size', detail }];
  });
}
