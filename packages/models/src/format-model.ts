import type { tf } from '@sightline/engine';

const HEADINGS = ['Layer (type)', 'Output Shape', 'Param #'] as const;

/**
 * The model as Keras' `summary` prints it: one line per layer with its output shape and count
 * of parameters, then the totals.
 *
 * @example
 * console.log(formatModel(model));
 */
export function formatModel(model: tf.LayersModel): string {
  const rows = model.layers.map((layer) => [
    `${layer.name} (${layer.getClassName()})`,
    formatShape(layer.outputShape as (number | null)[]),
    formatCount(layer.countParams()),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = ([name, shape, count]: readonly string[]) =>
    ` ${name?.padEnd(widths[0] ?? 0)}  ${shape?.padEnd(widths[1] ?? 0)}  ${count?.padStart(widths[2] ?? 0)}`;
  const rule = (character: string) => character.repeat(widths.reduce((sum, width) => sum + width + 2, 0));
  const trainable = countParameters(model.trainableWeights);
  const nonTrainable = countParameters(model.nonTrainableWeights);
  return [
    `Model: "${model.name}"`,
    rule('─'),
    line(HEADINGS),
    rule('═'),
    ...rows.map(line),
    rule('═'),
    `Total params: ${formatCount(trainable + nonTrainable)}`,
    `Trainable params: ${formatCount(trainable)}`,
    `Non-trainable params: ${formatCount(nonTrainable)}`,
  ].join('\n');
}

function countParameters(weights: tf.LayersModel['weights']): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((product, side) => product * (side ?? 1), 1), 0);
}

function formatShape(shape: readonly (number | null)[]): string {
  return `(${shape.map((side) => side ?? 'None').join(', ')})`;
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
