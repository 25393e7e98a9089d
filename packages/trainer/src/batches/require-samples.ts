import { type Batch, type HostArray, isByName, listOf } from '@sightline/engine';
import type { BatchSource } from './batch-source.ts';
import { TrainerError } from '../errors.ts';

/**
 * Refuses a source without samples: its loss would be NaN.
 *
 * @throws TrainerError `trainer/empty-source` or `trainer/invalid-options`
 */
export function requireSamples({ count }: BatchSource, role: 'training' | 'validation'): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new TrainerError(
      'trainer/invalid-options',
      `The ${role} source has ${count} samples. Allowed: a whole number, 1 or more.`,
    );
  }
  if (count > 0) return;
  const mend =
    role === 'training'
      ? 'Give fit at least one sample: a filter or a split may have removed all of them.'
      : 'Give it at least one sample, or leave validation out.';
  throw new TrainerError('trainer/empty-source', `The ${role} source has 0 samples. ${mend}`);
}

/**
 * Refuses a batch whose parts are not of as many samples as were asked for.
 *
 * @throws TrainerError `trainer/invalid-options`, naming both counts
 */
export function requireRows(batch: Batch, asked: number): Batch {
  const wrong = partsOf(batch).find(([, { shape }]) => shape[0] !== asked);
  if (!wrong) return batch;
  throw new TrainerError(
    'trainer/invalid-options',
    `A batch of ${asked} samples was asked for; its ${wrong[0]} are [${wrong[1].shape.join(', ')}]. The first ` +
      `dimension of each must be ${asked}.`,
  );
}

/**
 * Refuses arrays of all samples that differ in their count.
 *
 * @returns how many samples there are
 * @throws TrainerError `trainer/invalid-options`, naming both counts
 */
export function requireSameCount(arrays: Batch): number {
  const parts = partsOf(arrays);
  if (listOf(arrays.inputs).length === 0) {
    throw new TrainerError(
      'trainer/invalid-options',
      'There are no inputs. Give at least one tensor: { shape, data }.',
    );
  }
  const first = parts[0] as (typeof parts)[number];
  const count = first[1].shape[0] as number;
  const other = parts.find(([, { shape }]) => shape[0] !== count);
  if (!other) return count;
  throw new TrainerError(
    'trainer/invalid-options',
    `The ${first[0]} have ${count} samples and the ${other[0]} ${other[1].shape[0] ?? 'none'}. All must have the ` +
      `same number, which is the first size of each shape; these are ${shown(first[1])} and ${shown(other[1])}. A ` +
      'label file may be truncated or belong to other data.',
  );
}

/** The tensors of a batch and what a message calls them. */
export function partsOf({ inputs, targets, weights }: Batch): [string, HostArray][] {
  const given = listOf(inputs);
  return [
    ...given.map((tensor, index): [string, HostArray] => [given.length > 1 ? `inputs (${index})` : 'inputs', tensor]),
    ...named('targets', targets),
    ...(weights ? named('weights', weights) : []),
  ];
}

function shown({ shape }: HostArray): string {
  return `[${shape.join(', ')}]`;
}

function named(what: string, tensors: HostArray | Readonly<Record<string, HostArray>>): [string, HostArray][] {
  if (!isByName(tensors)) return [[what, tensors]];
  return Object.entries(tensors).map(([output, tensor]) => [`${what} of ${output}`, tensor]);
}
