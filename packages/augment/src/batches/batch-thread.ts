// A worker thread that makes batches: what it is asked are numbers of samples, what it answers is moved, not copied.
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@sightline/contracts';
import type { BatchAnswer, BatchRequest } from './batch-messages.ts';
import { type BatchRecipe, createBatchMaker } from './batch-maker.ts';

const maker = createBatchMaker(workerData as BatchRecipe);

parentPort?.on('message', ({ rows, epoch }: BatchRequest) => {
  void maker
    .make(rows, epoch)
    .then((batch): BatchAnswer => ({ ok: true, batch }))
    .catch((error: unknown): BatchAnswer => ({ ok: false, message: messageOf(error) }))
    .then((answer) => parentPort?.postMessage(answer, answer.ok ? [answer.batch.buffer] : []));
});
