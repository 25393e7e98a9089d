import type { ArtifactStore } from '@sightline/artifacts';
import {
  preprocessSchema,
  signatureSchema,
  taskFileSchema,
  type ArtifactRef,
  type RegisteredVersion,
  type Signature,
  type TaskFile,
  type TensorSpec,
} from '@sightline/contracts';
import { readIndex, type SampleIndex } from '@sightline/evaluator/index-file';
import { type InputReader, openInputs } from '@sightline/ingest';
import { type OpenTask, openTask } from '@sightline/tasks';
import { ServerError } from '../errors.ts';
import type { Inference } from '../inference/inference.ts';
import { ARRAYS, formatSpec, type NamedTensors, sizeOf, type TensorData } from '../inference/tensor.ts';

/** Samples of the batch that a version answers before it is served. */
const WARM_UP = 2;

/** A version of a model that is loaded. */
export interface ServedVersion {
  readonly registered: RegisteredVersion;
  /** What the model learnt to say, and the kind of it. */
  readonly task: OpenTask;
  readonly kind: TaskFile['spec']['kind'];
  /** Training samples and what the model made of them, where its answers are compared. */
  readonly index: SampleIndex | undefined;
  /** How an upload becomes the input, as `preprocess.json` says. */
  readonly reader: InputReader;
  readonly signature: Signature;
  /** Tensors `[batch, …shape]` of the signature's inputs (their values moved away) to such of its outputs. */
  predict(inputs: NamedTensors): Promise<NamedTensors>;
  /** Answers a batch of zeros, unless an open size keeps it from that. @throws ServerError `server/model-failed` */
  warmUp(): Promise<void>;
  /** Frees the session. No predict may follow. */
  release(): Promise<void>;
}

/**
 * Loads a version from the store (every file checked against its sha256), and lets it answer a batch of zeros, unless
 * it has an open size that `preprocess.json` does not decide.
 *
 * @throws ServerError `server/model-failed` when its files do not fit together or its answer is not what
 * `signature.json` says; EvaluatorError `evaluator/outdated-index`; ArtifactError from the store
 */
export async function loadVersion(
  registered: RegisteredVersion,
  store: ArtifactStore,
  inference: Inference,
): Promise<ServedVersion> {
  const { model } = registered;
  const [signature, preprocess, taskFile, path] = await Promise.all([
    store.readJson(model, 'signature.json', signatureSchema),
    store.readJson(model, 'preprocess.json', preprocessSchema),
    store.readJson(model, 'task.json', taskFileSchema),
    store.filePath(model, 'model.onnx'),
  ]);
  const reader = openInputs(preprocess);
  const made: Tensor = { dtype: 'float32', shape: [...reader.shape] };
  const { inputs, outputs } = signature;
  const task = openTask(taskFile as TaskFile);
  // Of several inputs an upload makes none: they come by name, and are answered by name.
  if (inputs.length === 1) {
    const { name, units } = task.head;
    mustFit('preprocess.json makes', made, inputs[0] as TensorSpec);
    mustFit('task.json needs', { dtype: 'float32', shape: [units] }, named(name, outputs));
  }

  const index = task.compare && (await loadIndex(model, task, store));

  const session = await inference.load(path, signature);
  const predict = async (given: NamedTensors) => {
    const batch = Object.values(given)[0]?.shape[0] ?? 0;
    const answer = await inference.run(session, given);
    for (const spec of outputs) mustAnswer(answer[spec.name] as TensorData, spec, batch);
    return answer;
  };
  const warmUp = async () => {
    const zeros = zerosFor(inputs.length === 1 ? [{ ...(inputs[0] as TensorSpec), ...made }] : inputs);
    if (zeros) await predict(zeros);
  };
  try {
    await warmUp();
  } catch (error) {
    await inference.release(session);
    throw error;
  }
  const { kind } = taskFile.spec;
  const release = () => inference.release(session);
  return { registered, task, kind, index, reader, signature, predict, warmUp, release };
}

async function loadIndex(model: ArtifactRef, task: OpenTask, store: ArtifactStore): Promise<SampleIndex> {
  const { files } = await store.manifest(model);
  if (files.some(({ path }) => path === 'index.parquet')) {
    return readIndex(await store.read(model, 'index.parquet'), task);
  }
  throw new ServerError(
    'server/model-failed',
    `The model artifact ${model.id} has no index.parquet: an older version of Sightline made it. ` +
      'Run the stage export again.',
  );
}

function named(name: string, outputs: readonly TensorSpec[]): TensorSpec {
  const found = outputs.find((output) => output.name === name);
  if (found) return found;
  const listed = outputs.map((output) => `"${output.name}"`).join(', ');
  throw new ServerError(
    'server/model-failed',
    `signature.json has the outputs ${listed}, but task.json needs "${name}".`,
  );
}

type Tensor = Pick<TensorSpec, 'dtype' | 'shape'>;

function mustFit(source: string, made: Tensor, spec: TensorSpec): void {
  if (fits(made, spec)) return;
  throw new ServerError(
    'server/model-failed',
    `signature.json says that "${spec.name}" is ${formatSpec(spec)}, but ${source} ${formatSpec(made)}.`,
  );
}

function mustAnswer(answer: TensorData, spec: TensorSpec, batch: number): void {
  const [samples, ...shape] = answer.shape;
  if (samples !== batch || !fits({ dtype: answer.dtype, shape }, spec)) {
    throw new ServerError(
      'server/model-failed',
      `model.onnx answers ${batch} samples with ${answer.dtype} [${answer.shape.join(', ')}] as "${spec.name}", ` +
        `but signature.json says ${formatSpec(spec)}.`,
    );
  }
  if (answer.dtype !== 'float32' || (answer.data as Float32Array).every(Number.isFinite)) return;
  throw new ServerError('server/model-failed', 'The model answered with a number that is not finite.');
}

function fits({ dtype, shape }: Tensor, spec: Tensor): boolean {
  const same = (size: number | null, axis: number) => spec.shape[axis] === null || spec.shape[axis] === size;
  return dtype === spec.dtype && shape.length === spec.shape.length && shape.every(same);
}

/** A batch of zeros, or `undefined` where a size is open. */
function zerosFor(inputs: readonly TensorSpec[]): NamedTensors | undefined {
  if (inputs.some(({ shape }) => shape.includes(null))) return undefined;
  const zeros = inputs.map(({ name, dtype, ...spec }) => {
    const shape = [WARM_UP, ...(spec.shape as number[])];
    return [name, { dtype, shape, data: new ARRAYS[dtype](sizeOf(shape)) }] as const;
  });
  return Object.fromEntries(zeros);
}
