// The process that holds the ONNX Runtime sessions. A run is a synchronous native call: here it holds up no HTTP, its
// crash ends no server, and it can be ended at any time, which a thread in native code cannot.
import { Socket } from 'node:net';
import type { ElementType, TensorSpec } from '@sightline/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readMessages, writeMessage } from './message-stream.ts';
import type { GraphTensors, InferenceAnswer, InferenceRequest } from './messages.ts';
import type { NamedTensors, TensorValues } from './tensor.ts';

interface OpenSession {
  session: InferenceSession;
  outputs: string[];
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
readMessages(server, (request, inputs) => {
  last = answer(request as InferenceRequest, inputs).then(
    (outputs) => writeMessage(server, { ok: true } satisfies InferenceAnswer, outputs),
    (error: unknown) => {
      const refusal: InferenceAnswer = { ok: false, message: error instanceof Error ? error.message : String(error) };
      writeMessage(server, refusal);
    },
  );
});

async function answer(request: InferenceRequest, inputs: NamedTensors): Promise<NamedTensors | undefined> {
  if (request.kind === 'load') {
    const { path, tensors } = request;
    const session = await InferenceSession.create(path, { logSeverityLevel: ERRORS_ONLY, extra: NO_SPINNING });
    mustHave(session, tensors);
    sessions.set(request.session, { session, outputs: tensors.outputs.map(({ name }) => name) });
    return undefined;
  }
  const open = sessions.get(request.session);
  if (request.kind === 'release') {
    sessions.delete(request.session);
    await open?.session.release();
    return undefined;
  }
  if (!open) throw new Error('The model was let go.');
  const feeds = Object.entries(inputs).map(([name, { dtype, data, shape }]) => [name, new Tensor(dtype, data, shape)]);
  const results = await open.session.run(Object.fromEntries(feeds) as Record<string, Tensor>, open.outputs);
  return Object.fromEntries(
    open.outputs.map((name) => {
      const { type, dims: shape, data } = results[name] as Tensor;
      return [name, { dtype: type as ElementType, shape, data: data as TensorValues }];
    }),
  );
}

/** The graph must have the inputs and outputs that it is asked for, of their types, and no input besides. */
function mustHave({ inputMetadata, outputMetadata }: InferenceSession, { inputs, outputs }: GraphTensors): void {
  mustMatch('input', inputMetadata, inputs);
  const wanted = new Set(outputs.map(({ name }) => name));
  mustMatch(
    'output',
    outputMetadata.filter(({ name }) => wanted.has(name)),
    outputs,
  );
}

function mustMatch(
  what: string,
  found: readonly InferenceSession.ValueMetadata[],
  wanted: readonly TensorSpec[],
): void {
  const listed = (tensors: readonly { name: string; type: string }[]) =>
    tensors
      .map(({ name, type }) => `${name} (${type})`)
      .toSorted()
      .join(', ');
  const has = listed(found.map((each) => ({ name: each.name, type: each.isTensor ? each.type : 'no tensor' })));
  const needs = listed(wanted.map(({ name, dtype }) => ({ name, type: dtype })));
  if (has !== needs) throw new Error(`model.onnx has the ${what}s ${has || 'none'}, signature.json says ${needs}.`);
}
