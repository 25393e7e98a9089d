// A worker thread that makes batches: what it is asked are numbers of samples, what it answers is moved, not copied.
import { parentPort, workerData } from 'node:worker_threads';
import { errorCodeOf, messageOf } from '@sightline/contracts';
import type { BatchAnswer, BatchRequest, BatchThreadData } from './batch-messages.ts';
import { loadTransforms } from '../custom/load-transforms.ts';
import { type BatchMaker, createBatchMaker, type MadeBatch } from './batch-maker.ts';
import { enterGate, leaveGate } from './native-gate.ts';
import { readTrainingFrame, type TrainingImages } from './training-images.ts';

const { recipe, gate } = workerData as BatchThreadData;
leaveGate(gate);
const maker = makerOf(recipe);
// Each request reports what went wrong.
maker.catch(() => undefined);

/** One batch after the other: answers come in the order of the requests. */
let last: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (request: BatchRequest | undefined) => {
  if (!request) return parentPort?.close();
  const { rows, epoch, repeats } = request;
  last = last
    .then(() => maker)
    .then(({ make }) => make(rows, epoch, repeats))
    .then((batch): BatchAnswer => ({ ok: true, batch }))
    .catch((error: unknown): BatchAnswer => ({ ok: false, message: messageOf(error), code: errorCodeOf(error) }))
    .then((answer) => parentPort?.postMessage(answer, answer.ok ? buffersOf(answer.batch) : []));
});

async function makerOf({ sources = new Map(), ...made }: BatchThreadData['recipe']): Promise<BatchMaker> {
  const custom = await loadTransforms(made.augmentation.transforms, sources);
  return createBatchMaker({ ...made, custom }, read);
}

async function read(images: TrainingImages, index: number, frame: number) {
  // Ends this thread alone.
  if (!enterGate(gate)) process.exit();
  try {
    return await readTrainingFrame(images, index, frame);
  } finally {
    leaveGate(gate);
  }
}

function buffersOf({ inputs, targets }: MadeBatch): ArrayBuffer[] {
  return [inputs.buffer, ...Object.values(targets).map(({ buffer }) => buffer)];
}
