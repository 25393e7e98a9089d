import type { ArtifactStore } from '@sightline/artifacts';
import {
  preprocessSchema,
  signatureSchema,
  type Preprocess,
  type RegisteredVersion,
  type Signature,
} from '@sightline/contracts';
import { createScaler, type PixelScaler } from '@sightline/ingest';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import type { Inference } from '../inference/inference.ts';
import type { TensorData } from '../inference/inference-messages.ts';

/** A version of a model that is loaded and has answered once. */
export interface ServedVersion {
  readonly registered: RegisteredVersion;
  readonly labels: string[];
  readonly preprocess: Preprocess;
  /** Of `preprocess`. */
  readonly scale: PixelScaler;
  readonly signature: Signature;
  /** Input `[batch, …signature.input.shape]` (moved away), output `[batch, …signature.output.shape]`. */
  predict(input: TensorData): Promise<TensorData>;
  /** Frees the session. No predict may follow. */
  release(): Promise<void>;
}

/**
 * Loads a version from the store (every file checked against its sha256), and warms it up with a batch of zeros.
 *
 * @throws ServerError `server/model-failed` when its files do not fit together or its answer is not what `signature.json` says; ArtifactError from the store
 */
export async function loadVersion(
  registered: RegisteredVersion,
  store: ArtifactStore,
  inference: Inference,
): Promise<ServedVersion> {
  const { model } = registered;
  const [signature, preprocess, labels, path] = await Promise.all([
    store.readJson(model, 'signature.json', signatureSchema),
    store.readJson(model, 'preprocess.json', preprocessSchema),
    store.readJson(model, 'labels.json', z.array(z.string()).min(1)),
    store.filePath(model, 'model.onnx'),
  ]);
  const { input, output } = signature;
  mustEqual(
    'signature.json says that the input is',
    input.shape,
    [preprocess.height, preprocess.width, preprocess.channels],
    'preprocess.json makes',
  );
  mustEqual('signature.json says that the output is', output.shape, [labels.length], 'labels.json needs');

  const session = await inference.load(path, { input: input.name, output: output.name });
  const predict = async (tensor: TensorData) => {
    const batch = tensor.shape[0] ?? 0;
    const answer = await inference.run(session, tensor);
    mustEqual('model.onnx answers with', answer.shape, [batch, ...output.shape], 'signature.json says');
    if (answer.data.every(Number.isFinite)) return answer;
    throw new ServerError('server/model-failed', 'The model answered with a number that is not finite.');
  };
  try {
    const batch = 2;
    const size = input.shape.reduce((product, dimension) => product * dimension, batch);
    await predict({ data: new Float32Array(size), shape: [batch, ...input.shape] });
  } catch (error) {
    await inference.release(session);
    throw error;
  }
  const scale = createScaler(preprocess);
  return { registered, labels, preprocess, scale, signature, predict, release: () => inference.release(session) };
}

function mustEqual(what: string, received: readonly number[], expected: readonly number[], source: string): void {
  if (received.length === expected.length && received.every((dimension, axis) => dimension === expected[axis])) return;
  throw new ServerError(
    'server/model-failed',
    `${what} [${received.join(', ')}], but ${source} [${expected.join(', ')}].`,
  );
}
