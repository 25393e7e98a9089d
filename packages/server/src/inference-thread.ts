// The worker thread that holds the ONNX Runtime sessions: a run is a synchronous native call, which must not hold the event loop that carries HTTP.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '@sightline/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { InferenceAnswer, InferenceRequest } from './inference-messages.ts';

interface OpenSession {
  session: InferenceSession;
  input: string;
  output: string;
}

const ERRORS_ONLY = 3;
const sessions = new Map<number, OpenSession>();

async function answer(request: InferenceRequest): Promise<InferenceAnswer> {
  if (request.kind === 'load') {
    const { path, input, output } = request;
    const session = await InferenceSession.create(path, { logSeverityLevel: ERRORS_ONLY });
    sessions.set(request.session, { session, input, output });
    return { ok: true };
  }
  const open = sessions.get(request.session);
  if (request.kind === 'release') {
    sessions.delete(request.session);
    await open?.session.release();
    return { ok: true };
  }
  if (!open)
    return { ok: false, message: 'The model could not be loaded again after the inference thread was replaced.' };
  const feeds = { [open.input]: new Tensor('float32', request.data, request.shape) };
  const result = (await open.session.run(feeds, [open.output]))[open.output];
  if (!(result?.data instanceof Float32Array))
    return { ok: false, message: `The output ${open.output} is ${result?.type ?? 'missing'}, not float32.` };
  return { ok: true, output: { data: result.data.slice(), shape: result.dims } };
}

parentPort?.on('message', (request: InferenceRequest) => {
  void answer(request)
    .catch((error: unknown): InferenceAnswer => ({ ok: false, message: messageOf(error) }))
    .then((reply) => {
      const moved = reply.ok && reply.output ? [reply.output.data.buffer as ArrayBuffer] : [];
      parentPort?.postMessage(reply, moved);
    });
});
