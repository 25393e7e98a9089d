// A worker thread that makes batches: what it is asked are numbers of samples, what it answers is moved, not copied.
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@sightline/contracts';
import type { BatchAnswer, BatchRequest } from './batch-messages.ts';
import { type BatchRecipe, createBatchMaker, type MadeBatch } from './batch-maker.ts';

const maker = createBatchMaker(workerData as BatchRecipe);

/** One batch after the other: answers come in the order of the requests. */
let last: Promise<unknown> = Promise.resolve();

parentPort?.on('message', ({ rows, epoch, repeats }: BatchRequest) => {
  last = last
    .then(() => maker.make(rows, epoch, repeats))
    .then((batch): BatchAnswer => ({ ok: true, batch }))
    .catch((error: unknown): BatchAnswer => ({ ok: false, message: messageOf(error) }))
    .then((answer) => parentPort?.postMessage(answer, answer.ok ? buffersOf(answer.batch) : []));
});

function buffersOf({ inputs, targets }: MadeBatch): ArrayBuffer[] {
  return targets ? [inputs.buffer, targets.buffer] : [inputs.buffer];
}
