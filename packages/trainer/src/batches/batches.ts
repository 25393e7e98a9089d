import type { BatchLoader } from '@sightline/augment';
import type { Preprocess } from '@sightline/contracts';
import { type Batch, type HostArray, isByName, listOf, type NumericArray, numericArray } from '@sightline/engine';
import { openInputs } from '@sightline/ingest';
import type { OpenTask, TensorType } from '@sightline/tasks';
import { TrainerError } from '../errors.ts';
import type { BatchSource } from './batch-source.ts';
import { requireSameCount } from './require-samples.ts';
import { countOf, type Targets } from './targets.ts';

/**
 * Samples of one split in memory: `pixels` are `[count, height, width, channels]` (clips `[count, frames, …]`), uint8.
 */
export interface LoadedSplit {
  pixels: Uint8Array;
  targets: Targets;
}

/** How many samples a model looks at together where nothing is trained. */
export const EVALUATION_BATCH = 256;

/** The same samples in another order: `order` has the number of each. */
export function reordered(source: BatchSource, order: readonly number[]): BatchSource {
  const numbers = (rows: readonly number[]) => rows.map((row) => order[row] as number);
  return { ...source, batch: (rows, epoch, repeats) => source.batch(numbers(rows), epoch, repeats) };
}

/** How often each sample of an order came before in it. */
export function repeatsOf(order: readonly number[]): number[] {
  const times = new Map<number, number>();
  return order.map((row) => {
    const before = times.get(row) ?? 0;
    times.set(row, before + 1);
    return before;
  });
}

/** Cuts samples into batches; the last one may be short. */
export function* inBatches(rows: readonly number[], batchSize: number): Generator<readonly number[]> {
  for (let start = 0; start < rows.length; start += batchSize) yield rows.slice(start, start + batchSize);
}

/** Images or clips of a split, preprocessed, the same in each epoch. */
export function imageSource({ pixels, targets }: LoadedSplit, preprocess: Preprocess): BatchSource {
  const { shape, size, write } = openInputs(preprocess);
  return {
    count: countOf(targets),
    batch(rows) {
      const inputs = new Float32Array(rows.length * size);
      for (const [row, index] of rows.entries()) {
        write(pixels.subarray(index * size, (index + 1) * size), inputs, row * size);
      }
      return {
        inputs: { shape: [rows.length, ...shape], data: inputs },
        targets: gatherAll(targets, rows),
      };
    },
  };
}

/**
 * Samples that a loader augments in its own threads, with the targets that it gives them,
 * of the types that a task says.
 */
export function augmentedSource(
  loader: BatchLoader,
  { count, targets: types }: { count: number } & Pick<OpenTask, 'targets'>,
  preprocess: Preprocess,
): BatchSource {
  const { shape } = openInputs(preprocess);
  return {
    count,
    ahead: loader.ahead,
    close: () => loader.close(),
    async batch(rows, epoch, repeats) {
      const { inputs, targets } = await loader.make(rows, epoch, repeats);
      const shaped = Object.entries(targets).map(([output, data]) => {
        return [output, { shape: [rows.length, ...(types[output] as TensorType).shape], data }] as const;
      });
      return {
        inputs: { shape: [rows.length, ...shape], data: inputs },
        targets: Object.fromEntries(shaped),
      };
    },
  };
}

/**
 * Arrays in memory, `[count, …]`, of any element type: those of a batch, of all samples. What is not as many numbers as
 * its shape says, and arrays of different counts, are refused where the count or a batch is asked for: by `fit` before
 * its first step.
 *
 * @throws EngineError `engine/invalid-options`; TrainerError `trainer/invalid-options`, naming both counts
 */
export function arraySource(arrays: Batch): BatchSource {
  let read: ReturnType<typeof checked> | undefined;
  return {
    get count() {
      read ??= checked(arrays);
      return read.count;
    },
    batch(rows) {
      read ??= checked(arrays);
      const { inputs, targets, weights } = read;
      return {
        inputs: Array.isArray(inputs) ? inputs.map((each) => gather(each, rows)) : gather(inputs, rows),
        targets: gatherAll(targets, rows),
        ...(weights && { weights: gatherAll(weights, rows) }),
      };
    },
  };
}

function checked(arrays: Batch) {
  requireArrays(arrays);
  const given = listOf(arrays.inputs);
  const named = given.map((each, index) => numericArray(each, given.length > 1 ? `Input ${index}` : 'The inputs'));
  const inputs = Array.isArray(arrays.inputs) ? named : (named[0] as NumericArray);
  const targets = byOutput(arrays.targets, 'targets');
  const weights = arrays.weights && byOutput(arrays.weights, 'weights');
  return { inputs, targets, weights, count: requireSameCount({ inputs, targets, ...(weights && { weights }) }) };
}

function requireArrays(arrays: Batch): void {
  const { inputs, targets } = (arrays ?? {}) as Partial<Batch>;
  const missing = inputs === undefined || inputs === null ? 'inputs' : 'targets';
  if (inputs !== undefined && inputs !== null && targets !== undefined && targets !== null) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `arraySource received no ${missing}. Give arraySource({ inputs: { shape, data }, targets: { shape, data } }).`,
  );
}

type ByOutput<Tensor> = Tensor | Readonly<Record<string, Tensor>>;

function byOutput(given: ByOutput<HostArray>, what: string): ByOutput<NumericArray> {
  if (!isByName(given)) return numericArray(given, `The ${what}`);
  const entries = Object.entries(given).map(([output, each]) => [
    output,
    numericArray(each, `The ${what} of ${output}`),
  ]);
  return Object.fromEntries(entries) as Record<string, NumericArray>;
}

/** Of one tensor, or of each output's. */
function gatherAll(tensors: ByOutput<NumericArray>, rows: readonly number[]): ByOutput<NumericArray> {
  if (!isByName(tensors)) return gather(tensors, rows);
  return Object.fromEntries(Object.entries(tensors).map(([output, each]) => [output, gather(each, rows)]));
}

function gather({ shape: [count = 0, ...shape], data }: NumericArray, rows: readonly number[]): NumericArray {
  const size = data.length / count;
  const gathered = new (data.constructor as Float32ArrayConstructor)(rows.length * size);
  const values = data as Float32Array;
  for (const [row, index] of rows.entries()) {
    gathered.set(values.subarray(index * size, (index + 1) * size), row * size);
  }
  return { shape: [rows.length, ...shape], data: gathered };
}
