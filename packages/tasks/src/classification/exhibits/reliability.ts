import type { Curves } from '@sightline/contracts';
import type { Calibration } from '../calibration.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';

/** How often the classifier was right against how sure it was, with 95 % intervals. */
export function reliabilityCurves({ bins, expectedCalibrationError }: Calibration): Curves {
  return {
    kind: 'curves',
    name: 'reliability',
    title: 'Reliability',
    note:
      'On the dashed line a probability can be taken at its word. Expected calibration error ' +
      `${expectedCalibrationError.toFixed(4)}.`,
    x: { label: 'probability of the predicted class', domain: [0, 1] },
    y: { label: 'fraction that was right', domain: [0, 1] },
    series: [
      {
        name: 'as sure as right',
        style: 'guide',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        name: 'samples in 15 bins, 95 % interval',
        style: 'points',
        points: bins.map(({ confidence, correct, samples }) => [confidence, correct / samples]),
        intervals: bins.map(({ correct, samples }) => wilsonInterval(correct, samples)),
      },
    ],
  };
}
