/** The process that computes batch predictions: it decodes images and asks models, for any number of requests. */
import { openStore } from '@sightline/artifacts';
import { errorCodeOf, messageOf } from '@sightline/contracts';
import { openBatchPredictor } from '@sightline/server/batch';
import type { BatchRequest, FromBatchProcess, ToBatchProcess } from '../activities/batch/batch-messages.ts';

const predictor = openBatchPredictor(openStore(process.argv[2] as string));
const cancellations = new Map<number, AbortController>();

// Without its parent nobody would know of the results.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides what it means.
process.on('SIGINT', () => undefined);
// A file that grows beyond a limit (ulimit -f) is then an error with a name, as on a full disk.
process.on('SIGXFSZ', () => undefined);
process.on('message', (message: ToBatchProcess) => {
  if ('cancel' in message) cancellations.get(message.id)?.abort();
  else void answer(message.id, message.request).then(send);
});

async function answer(id: number, request: BatchRequest): Promise<FromBatchProcess> {
  const cancellation = new AbortController();
  cancellations.set(id, cancellation);
  try {
    return { id, type: 'done', output: await compute(id, request, cancellation.signal) };
  } catch (error) {
    const code = errorCodeOf(error);
    return { id, type: 'failed', message: messageOf(error), ...(code && { code }) };
  } finally {
    cancellations.delete(id);
  }
}

function compute(id: number, request: BatchRequest, signal: AbortSignal): Promise<unknown> {
  switch (request.step) {
    case 'plan':
      return predictor.plan(request.input, signal);
    case 'predict': {
      const onProgress = (done: number) => send({ id, type: 'progress', done });
      return predictor.predict(request.input, request.shard, { signal, onProgress });
    }
    default:
      return predictor.finish(request.input, request.counts);
  }
}

function send(message: FromBatchProcess): void {
  process.send?.(message);
}
