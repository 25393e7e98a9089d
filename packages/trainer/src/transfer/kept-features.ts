import { createHash } from 'node:crypto';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { hashJson, hashSources, type ModuleSources, type StageContext } from '@sightline/artifacts';
import type { Preprocess, Sample } from '@sightline/contracts';
import { type Batch, compile, type HostTensor, tf } from '@sightline/engine';
import type { BatchSource } from '../batches/batch-source.ts';
import { arraySource, inBatches } from '../batches/batches.ts';
import { encodeTargets, type Targets } from '../batches/targets.ts';
import { engineOf } from '../callbacks/engine-spans.ts';
import type { OpenTask } from '@sightline/tasks';
import { hashWeights, readWeights } from '../steps/weights.ts';
import { type Circumstances, divideAtHead } from './frozen-trunk.ts';

/** How many samples a trunk is given together. */
const BATCH = 32;

/** A split's samples, as a network is given them. */
interface Split {
  readonly source: BatchSource;
  readonly samples: readonly Sample[];
}

/** What is trained, and on what. */
export interface Learner {
  readonly model: tf.LayersModel;
  readonly training: BatchSource;
  readonly validation: BatchSource;
  /** Why it is the whole network; undefined where it is what follows a frozen trunk, of the network's own layers. */
  readonly why: string | undefined;
  dispose(): void;
}

interface LearnerOptions extends Circumstances {
  readonly task: Pick<OpenTask, 'targets' | 'encode'>;
  readonly preprocess: Preprocess;
  /** Of the module of a custom network. */
  readonly sources: ModuleSources | undefined;
  readonly context: StageContext;
}

/**
 * Where the trunk is frozen for the whole training, computes its outputs once and trains what follows it on them, to
 * the same weights (the same bytes where the CPU adds up a sample alike in batches of any size, as with AVX-512). They
 * are kept in the store and found again by what they are computed from: the trunk's layers (their code, where it is
 * custom) and weights, the samples' bytes, how they are preprocessed, and the engine.
 *
 * @returns otherwise the network and its samples as they are; the log says why
 * @throws the signal's reason when aborted
 */
export async function learnerOf(
  model: tf.LayersModel,
  splits: Readonly<Record<'training' | 'validation', Split>>,
  options: LearnerOptions,
): Promise<Learner> {
  const { training, validation } = splits;
  const { fit, context } = options;
  const whole = { model, training: training.source, validation: validation.source };
  const dispose = () => undefined;
  if (!fit.freeze) return { ...whole, why: 'no layer is frozen', dispose };
  const divided = divideAtHead(model, options);
  if ('why' in divided) {
    context.logger.info(`What the frozen layers give is computed again for each batch: ${divided.why}.`);
    return { ...whole, why: divided.why, dispose };
  }
  const features = keptFeatures(divided.trunk, options);
  try {
    context.logger.info('What the frozen layers give is computed once for each sample.');
    return {
      model: divided.tail,
      training: await features.of(training),
      validation: await features.of(validation),
      why: undefined,
      dispose: () => features.dispose(),
    };
  } catch (error) {
    features.dispose();
    throw error;
  }
}

function keptFeatures(trunk: tf.LayersModel, { task, preprocess, sources, context }: LearnerOptions) {
  // With weights as variables, as in a training step: what is compiled to predict adds up single rows in another order.
  const compiled = compile((samples: tf.Tensor) => trunk.apply(samples) as tf.Tensor);
  const featuresOf = ({ inputs }: Batch): Float32Array => {
    const { shape: given, data } = inputs as HostTensor;
    const samples = tf.tensor(data, [...given]);
    const features = compiled(samples);
    const values = features.dataSync<'float32'>();
    tf.dispose([samples, features]);
    return values;
  };
  const network = [
    hashJson(JSON.parse(JSON.stringify(trunk.getConfig()))),
    hashWeights(readWeights(trunk)),
    ...(sources ? [hashJson(hashSources(sources))] : []),
  ];
  const { backend } = context.artifacts;
  const shape = (trunk.outputs[0] as tf.SymbolicTensor).shape.slice(1) as number[];
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    async of({ source, samples }: Split): Promise<BatchSource> {
      const parts = samples.map(({ id, parts: files }) => [id, ...files.map(({ sha256 }) => sha256)]);
      const object = `features/${hashJson({ network, preprocess, parts, engine: engineOf('float32') })}.bin`;
      let data = decode(await backend.read(object), samples.length * size);
      if (!data) {
        data = await compute(featuresOf, source, { size, context });
        await backend.write(object, encode(data));
      }
      const targets = encodeTargets(task, samples);
      return upon({ shape: [samples.length, ...shape], data }, { source, targets, featuresOf });
    },
    dispose: () => compiled.dispose(),
  };
}

async function compute(
  featuresOf: (batch: Batch) => Float32Array,
  source: BatchSource,
  { size, context: { signal, progress } }: { size: number; context: StageContext },
): Promise<Float32Array> {
  const features = new Float32Array(source.count * size);
  const total = source.count;
  const message = 'computing what the frozen layers give';
  for (const rows of inBatches([...Array(total).keys()], BATCH)) {
    signal.throwIfAborted();
    const start = rows[0] as number;
    progress({ done: start, total, unit: 'samples', message });
    // Filled up with samples that come twice, so that one program serves all batches.
    const filled = Array.from({ length: BATCH }, (_, index) => rows[index % rows.length] as number);
    const values = featuresOf(await source.batch(filled, 1));
    features.set(values.subarray(0, rows.length * size), start * size);
    await afterOthers();
  }
  return features;
}

/** Samples by their features. */
function upon(
  features: HostTensor,
  {
    source,
    targets,
    featuresOf,
  }: { source: BatchSource; targets: Targets; featuresOf: (batch: Batch) => Float32Array },
): BatchSource {
  const kept = arraySource({ inputs: features, targets });
  const [, ...shape] = features.shape;
  return {
    count: source.count,
    async batch(rows, epoch) {
      if (rows.length > 1) return kept.batch(rows, epoch);
      // A product with a single row adds up in another order.
      const { inputs: _, ...others } = await kept.batch(rows, epoch);
      const data = featuresOf(await source.batch(rows, epoch));
      return { ...others, inputs: { shape: [1, ...shape], data } };
    },
  };
}

/** Its sha256 before the numbers: what is damaged counts as none. */
function encode(data: Float32Array): Buffer {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([hashOf(bytes), bytes]);
}

function decode(bytes: Buffer | undefined, length: number): Float32Array | undefined {
  const body = bytes?.subarray(32);
  if (!bytes || !body || body.length !== 4 * length || !hashOf(body).equals(bytes.subarray(0, 32))) return undefined;
  // A copy starts where four bytes may be read as a number.
  return new Float32Array(new Uint8Array(body).buffer);
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
