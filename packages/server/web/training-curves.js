// @ts-check
import { titleOf } from './number-text.js';

/**
 * @typedef {Record<string, number | null>} Values
 * @typedef {{ epoch: number, learningRate: number, training: Values, validation?: Values }} Epoch
 */

/**
 * What each value came to over the epochs, in training and validation, as exhibits.
 *
 * @param {Epoch[]} epochs
 * @returns {import('./exhibits/exhibits.js').Curves[]}
 */
export function trainingCurves(epochs) {
  const names = Object.keys(epochs[0]?.training ?? {}).sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  return names.map((name) => {
    const series = /** @type {const} */ (['training', 'validation']).map((split) => ({
      name: split,
      style: /** @type {const} */ ('line'),
      points: epochs.flatMap((record) => {
        const value = record[split]?.[name];
        return typeof value === 'number' ? [/** @type {[number, number]} */ ([record.epoch, value])] : [];
      }),
    }));
    const measured = series.filter(({ points }) => points.length > 0);
    return {
      kind: 'curves',
      name,
      title: titleOf(name),
      x: { label: 'epoch', domain: [1, Math.max(2, epochs.length)] },
      y: { label: '', domain: around(measured.flatMap(({ points }) => points.map(([, value]) => value))) },
      series: measured,
    };
  });
}

/**
 * A range that holds all values, with a little room.
 *
 * @param {number[]} values
 * @returns {[number, number]}
 */
function around(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - room, high + room];
}
