import { type EpochRecord, type History, wordsOf } from '@sightline/contracts';
import type { Drawing } from './drawing.ts';
import { lineChart, type Series } from './line-chart.ts';
import { niceDomain } from './scale.ts';

const SIZE = { width: 340, height: 270 };

type Line = Pick<Series, 'name' | 'tone'> & { valueOf: (record: EpochRecord) => number | undefined };

/**
 * A chart over the epochs for the loss, each metric (training against validation) and the learning rate, the best epoch
 * marked.
 */
export function trainingCurves({ bestEpoch, epochs }: History): Drawing[] {
  const names = [...new Set(epochs.flatMap(({ training }) => Object.keys(training)))];
  const isLoss = (name: string) => Number(name === 'loss');
  const places = epochs.map(({ epoch }) => epoch);
  const x = {
    label: 'epoch',
    domain: epochs.length > 1 ? ([Math.min(...places), Math.max(...places)] as const) : niceDomain(places),
    whole: true,
    ticks: 8,
  };
  const chart = (name: string, lines: readonly Line[]): Drawing => {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const series = lines
      .map(({ valueOf, ...look }) => ({ ...look, ...pointsOf(epochs, valueOf) }))
      .filter(({ points }) => points.length > 0);
    const ends = series.map(({ name: of, points }) => `${points.at(-1)?.[1].toFixed(4)} (${of})`);
    return lineChart({
      ...SIZE,
      title,
      label: `${title} over the epochs; at the end ${ends.join(', ')}.`,
      x,
      y: { domain: niceDomain(series.flatMap(({ points }) => points.map((point) => point[1]))) },
      series,
      legend: series,
      marker: { x: bestEpoch, name: `best: ${bestEpoch}` },
    });
  };
  return [
    ...names
      .toSorted((a, b) => isLoss(b) - isLoss(a))
      .map((name) =>
        chart(wordsOf(name), [
          { name: 'train', tone: 'blue', valueOf: ({ training }) => training[name] },
          { name: 'validation', tone: 'vermillion', valueOf: ({ validation }) => validation?.[name] },
        ]),
      ),
    chart('learning rate', [{ name: 'learning rate', tone: 'green', valueOf: ({ learningRate }) => learningRate }]),
  ];
}

/** Epochs in which a value is not a number are left out. */
function pointsOf(epochs: readonly EpochRecord[], valueOf: Line['valueOf']): Pick<Series, 'points' | 'mark'> {
  const points = epochs.flatMap((record) => {
    const value = valueOf(record);
    return value !== undefined && Number.isFinite(value) ? [[record.epoch, value] as const] : [];
  });
  return { points, mark: epochs.length <= 24 ? 'dotted' : 'line' };
}
