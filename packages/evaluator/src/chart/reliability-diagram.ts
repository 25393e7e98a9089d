import type { Curves } from '@sightline/contracts';
import { markup } from '../markup.ts';
import { wilsonInterval } from '../classification/wilson-interval.ts';
import { axes } from './axes.ts';
import { round, type Drawing } from './drawing.ts';

/** How often the classifier was right against how sure it was, with 95 % intervals: on the diagonal it may be taken at its word. */
export function reliabilityDiagram(
  { bins, expectedCalibrationError }: Curves['calibration'],
  size: { width: number; height: number },
): Drawing {
  const { x, y, content } = axes({
    title: 'Reliability',
    ...size,
    x: { label: 'probability of the predicted class', domain: [0, 1] },
    y: { label: 'share that was right', domain: [0, 1] },
    legend: [{ name: 'samples in 15 bins, 95 % interval', tone: 'blue' }],
  });
  const points = bins.map((bin) => {
    const [low, high] = wilsonInterval(bin.correct, bin.samples);
    const place = round(x(bin.confidence));
    const share = bin.correct / bin.samples;
    const hint = `${bin.samples} samples, mean probability ${bin.confidence.toFixed(3)}, ${(100 * share).toFixed(1)} % right`;
    return markup`<g><title>${hint}</title><line class="line blue" opacity="0.4" x1="${place}" x2="${place}" y1="${round(y(low))}" y2="${round(y(high))}"/><circle class="dot fill-blue" cx="${place}" cy="${round(y(share))}" r="4.5"/></g>`;
  });
  return {
    ...size,
    label: `Reliability diagram; the expected calibration error is ${expectedCalibrationError.toFixed(4)}.`,
    content: markup`${content}<line class="guide" x1="${round(x(0))}" y1="${round(y(0))}" x2="${round(x(1))}" y2="${round(y(1))}"/>${points}`,
  };
}
