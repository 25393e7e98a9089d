import type { EpochRecord } from '@sightline/contracts';
import type { Drawing } from './drawing.ts';
import { lineChart, type Series } from './line-chart.ts';
import { niceDomain } from './scale.ts';

const SIZE = { width: 340, height: 270 };

/** The epoch of lowest validation loss. */
export function bestEpoch(history: readonly EpochRecord[]): EpochRecord | undefined {
  return history.reduce<EpochRecord | undefined>(
    (best, record) => (best && best.validationLoss <= record.validationLoss ? best : record),
    undefined,
  );
}

/** Three charts over the epochs: loss, accuracy (training against validation) and learning rate, the best epoch marked. */
export function trainingCurves(history: readonly EpochRecord[]): Drawing[] {
  const best = bestEpoch(history);
  const epochs = history.map((record) => record.epoch);
  const x = {
    label: 'epoch',
    domain: history.length > 1 ? ([Math.min(...epochs), Math.max(...epochs)] as const) : niceDomain(epochs),
    whole: true,
    ticks: 8,
  };
  const chart = (title: string, label: string, series: Series[]): Drawing => {
    const y = { domain: niceDomain(series.flatMap(({ points }) => points.map((point) => point[1]))) };
    const marker = best ? { marker: { x: best.epoch, name: `best: ${best.epoch}` } } : {};
    return lineChart({ ...SIZE, title, label, x, y, series, legend: series, ...marker });
  };
  const isDotted = history.length <= 24;
  const points = (key: keyof EpochRecord) => history.map((record) => [record.epoch, record[key]] as const);
  const final = history.at(-1);
  return [
    chart(
      'Loss',
      `Loss over the epochs; at the end ${final?.loss.toFixed(4)} in training, ${final?.validationLoss.toFixed(4)} in validation.`,
      [
        { name: 'train', tone: 'blue', points: points('loss'), isDotted },
        { name: 'validation', tone: 'vermillion', points: points('validationLoss'), isDotted },
      ],
    ),
    chart(
      'Accuracy',
      `Accuracy over the epochs; at the end ${final?.accuracy.toFixed(4)} in training, ${final?.validationAccuracy.toFixed(4)} in validation.`,
      [
        { name: 'train', tone: 'blue', points: points('accuracy'), isDotted },
        { name: 'validation', tone: 'vermillion', points: points('validationAccuracy'), isDotted },
      ],
    ),
    chart('Learning rate', 'Learning rate over the epochs.', [
      { name: 'learning rate', tone: 'green', points: points('learningRate'), isDotted },
    ]),
  ];
}
