import type { Batch } from '@sightline/engine';
import type { BatchSource } from './batch-source.ts';
import { inBatches, repeatsOf } from './batches.ts';
import { requireRows } from './require-samples.ts';

/** The batches of samples in this order, as the given epoch sees them. */
export function* batchesOf(
  source: BatchSource,
  order: readonly number[],
  batchSize: number,
  epoch: number,
): Generator<Batch | Promise<Batch>> {
  const repeats = [...inBatches(repeatsOf(order), batchSize)];
  for (const [index, rows] of [...inBatches(order, batchSize)].entries()) {
    yield batchOf(source.batch(rows, epoch, repeats[index]), rows);
  }
}

/** With the numbers of its samples, so that a message can name them. */
function batchOf(batch: Batch | Promise<Batch>, samples: readonly number[]): Batch | Promise<Batch> {
  const checked = (made: Batch): Batch => ({ ...requireRows(made, samples.length), samples });
  return batch instanceof Promise ? batch.then(checked) : checked(batch);
}

/**
 * Runs `step` over batches. The next ones are asked for before the native call of this one; cancellation and heartbeats
 * come through in between.
 */
export async function overBatches(
  batches: Iterator<Batch | Promise<Batch>>,
  { ahead = 1 }: BatchSource,
  signal: AbortSignal | undefined,
  step: (batch: Batch) => Promise<void>,
): Promise<void> {
  const waiting: Promise<Batch>[] = [];
  function askAhead(): void {
    while (waiting.length < ahead) {
      const next = batches.next();
      if (next.done) return;
      const batch = Promise.resolve(next.value);
      // It is heard when its turn comes, which may be after it failed.
      batch.catch(() => undefined);
      waiting.push(batch);
    }
  }
  for (askAhead(); waiting.length > 0;) {
    signal?.throwIfAborted();
    const batch = await (waiting.shift() as Promise<Batch>);
    const running = step(batch);
    askAhead();
    await running;
  }
}
