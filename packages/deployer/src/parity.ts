import type { StageContext } from '@sightline/artifacts';
import type { Preprocess } from '@sightline/contracts';
import { type TensorData, tf } from '@sightline/engine';
import { createScaler } from '@sightline/ingest';
import { DeployerError } from './errors.ts';
import { FORMATS, type FormatName, type LoadedModel, type Values } from './formats.ts';

/** What the published network calls its input and its output. */
export const MODEL_NAMES = { inputs: ['image'], outputs: ['probabilities'] } as const;

/** The greatest absolute difference of a probability that an export may have from the trained model. */
export const PARITY_TOLERANCE = 1e-5;

const BATCH_SIZE = 256;

/**
 * Runs the trained model and its exports on the same images and compares every probability.
 *
 * @param pixels `[samples, height, width, channels]`, 0 to 255
 * @returns the greatest absolute difference by format
 * @throws DeployerError `deployer/parity-failed` above {@link PARITY_TOLERANCE}, or with no image to compare on
 */
export async function checkParity(
  model: tf.LayersModel,
  exports: Readonly<Record<FormatName, Uint8Array>>,
  images: { pixels: Uint8Array; preprocess: Preprocess },
  context: StageContext,
): Promise<Record<FormatName, number>> {
  const differences = { onnx: 0, savedModel: 0 };
  const names = Object.keys(FORMATS) as FormatName[];
  const loaded: [FormatName, LoadedModel][] = [];
  try {
    for (const name of names) loaded.push([name, await FORMATS[name].open(exports[name])]);
    for (const batch of batches(images, context)) {
      const expected = tf.tidy(() =>
        (model.predict(tf.tensor(batch.data, batch.shape)) as tf.Tensor).dataSync<'float32'>(),
      );
      for (const [name, exported] of loaded) {
        differences[name] = Math.max(
          differences[name],
          greatestDifference(await probabilitiesOf(exported, batch), expected),
        );
        // Put so that NaN fails.
        if (!(differences[name] <= PARITY_TOLERANCE))
          throw parityFailed(`${FORMATS[name].path} differs by ${differences[name]}`);
      }
    }
  } finally {
    for (const [, exported] of loaded) await exported.close();
  }
  return differences;
}

async function probabilitiesOf(exported: LoadedModel, batch: Values): Promise<TensorData> {
  const [input, output] = [MODEL_NAMES.inputs[0], MODEL_NAMES.outputs[0]];
  return (await exported.run({ [input]: batch }))[output]?.data as TensorData;
}

/** The greatest absolute difference of two lists of numbers; NaN when one of them holds it or is shorter. */
export function greatestDifference(values: TensorData, expected: TensorData): number {
  return (expected as Float32Array).reduce(
    (greatest, value, index) => Math.max(greatest, Math.abs(value - (values[index] ?? Number.NaN))),
    0,
  );
}

/** The images as the model's input, in batches. */
function* batches(
  { pixels, preprocess }: { pixels: Uint8Array; preprocess: Preprocess },
  { signal, progress }: StageContext,
) {
  const { height, width, channels } = preprocess;
  const size = height * width * channels;
  const total = pixels.length / size;
  const scale = createScaler(preprocess);
  if (total === 0) throw parityFailed('the split that was evaluated has no samples to compare on');
  for (let done = 0; done < total; done += BATCH_SIZE) {
    signal.throwIfAborted();
    const count = Math.min(BATCH_SIZE, total - done);
    const part = pixels.subarray(done * size, (done + count) * size);
    yield { shape: [count, height, width, channels], data: scale(part) };
    progress({ done: done + count, total, unit: 'samples', message: 'comparing the exports with the trained model' });
  }
}

function parityFailed(what: string): DeployerError {
  return new DeployerError(
    'deployer/parity-failed',
    `The exports cannot be published: ${what}. Allowed: a difference of ${PARITY_TOLERANCE} on every sample. ` +
      'Evaluate a split that has samples; otherwise an exporter is at fault.',
  );
}
