// The process that holds the ONNX Runtime sessions. A run is a synchronous native call: here it holds up no HTTP, its
// crash ends no server, and it can be ended at any time, which a thread in native code cannot.
import { Socket } from 'node:net';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { InferenceAnswer, InferenceRequest, TensorData } from './inference-messages.ts';
import { readMessages, writeMessage } from './message-stream.ts';

interface OpenSession {
  session: InferenceSession;
  input: string;
  output: string;
}

const ERRORS_ONLY = 3;
/** Threads that wait for the next run in a loop burn several times what the run takes, and answer no sooner. */
const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } };
/** Open until the server ends it, or ends itself. What is under way then is answered first. */
const server = new Socket({ fd: 3, allowHalfOpen: true });
const sessions = new Map<number, OpenSession>();
let last: Promise<void> = Promise.resolve();

// Ctrl-C reaches the whole process group; the server decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
server.on('error', () => process.exit(1));
server.on('end', () => void last.then(() => server.end(() => process.exit(0))));
readMessages(server, (request, values) => {
  last = answer(request as InferenceRequest, values).then(
    (output) => writeMessage(server, { ok: true, ...(output && { shape: output.shape }) }, output?.data),
    (error: unknown) => {
      const refusal: InferenceAnswer = { ok: false, message: error instanceof Error ? error.message : String(error) };
      writeMessage(server, refusal);
    },
  );
});

async function answer(request: InferenceRequest, values: Float32Array): Promise<TensorData | undefined> {
  if (request.kind === 'load') {
    const { path, input, output } = request;
    const session = await InferenceSession.create(path, { logSeverityLevel: ERRORS_ONLY, extra: NO_SPINNING });
    sessions.set(request.session, { session, input, output });
    return undefined;
  }
  const open = sessions.get(request.session);
  if (request.kind === 'release') {
    sessions.delete(request.session);
    await open?.session.release();
    return undefined;
  }
  if (!open) throw new Error('The model was let go.');
  const feeds = { [open.input]: new Tensor('float32', values, request.shape) };
  const result = (await open.session.run(feeds, [open.output]))[open.output];
  if (result?.data instanceof Float32Array) return { data: result.data, shape: result.dims };
  throw new Error(`The output ${open.output} is ${result?.type ?? 'missing'}, not float32.`);
}
