import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import {
  type ExportInput,
  ingestInputSchema,
  preprocessSchema,
  RandomStream,
  trainInputSchema,
} from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { evaluate } from '@sightline/evaluator';
import { ingest, openDataset, split } from '@sightline/ingest';
import { saveModel } from '@sightline/models';
import { learnTask } from '@sightline/tasks';
import sharp from 'sharp';

const SIDE = 8;
const LABELS = ['cat', 'dog'];

export interface Published {
  readonly context: StageContext;
  readonly input: ExportInput;
  /** Stores another network of the same images. */
  store(network: { side?: number | null; seed: number }): Promise<ExportInput['model']>;
  close(): Promise<void>;
}

/**
 * A store with a small dataset of noise, a network as the trainer would leave it, and an evaluation as the evaluator
 * would.
 */
export async function storeTrainedModel({
  side = SIDE,
  ...options
}: {
  signal?: AbortSignal;
  /** Height and width of the network's input; `null` is an open one. */
  side?: number | null;
} = {}): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-deployer-'));
  const context = createContext({ root: join(folder, 'artifacts'), ...options });
  const random = new RandomStream(1);
  for (const label of LABELS) {
    await mkdir(join(folder, 'images', label), { recursive: true });
    for (let index = 0; index < 10; index++) {
      const pixels = Uint8Array.from({ length: SIDE * SIDE }, () => random.integer(256));
      const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } });
      await image.png().toFile(join(folder, 'images', label, `${index}.png`));
    }
  }
  const ingested = await ingest(ingestInputSchema.parse({ source: { path: join(folder, 'images') } }), context);
  const fractions = { train: 0.5, validation: 0.2, test: 0.3 };
  const { dataset } = await split({ dataset: ingested.dataset, split: fractions, seed: 1 }, context);

  const preprocess = preprocessSchema.parse({ width: SIDE, height: SIDE, channels: 1, mean: [0.5], std: [0.25] });
  const training = trainInputSchema.parse({
    dataset,
    preprocess,
    model: { architecture: 'cnn' },
    fit: { epochs: 1 },
    seed: 1,
  });
  const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [dataset], seed: 1, engine: 'TensorFlow' };
  const task = learnTask(
    { kind: 'classification', labelSmoothing: 0 },
    (await openDataset(context.artifacts, dataset)).of('train'),
  );
  const store: Published['store'] = async (settings) => {
    const { id } = await context.artifacts.create('trained-model', { ...lineage, input: settings }, async (writer) => {
      const model = network(settings);
      await saveModel(model, writer);
      model.dispose();
      await writer.addJson('preprocess.json', preprocess);
      await writer.addJson('task.json', task);
      await writer.addJson('history.json', {});
      await writer.addJson('training.json', training);
    });
    return { kind: 'trained-model', id };
  };
  const model = await store({ side, seed: 1 });
  const fits = side === null || side === SIDE;
  const measured = fits ? model : await store({ seed: 1 });
  const { evaluation } = await evaluate({ model: measured, dataset, split: 'test' }, context);
  return {
    context,
    input: { model, evaluation, dataset },
    store,
    close: () => rm(folder, { recursive: true }),
  };
}

function network({ side = SIDE, seed }: Parameters<Published['store']>[0]): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ name: 'image', inputShape: [side, side, 1] }),
      tf.layers.conv2d({
        name: 'stem',
        filters: 4,
        kernelSize: 3,
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      side === null ? tf.layers.globalAveragePooling2d({ name: 'mean' }) : tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({
        name: 'probabilities',
        units: LABELS.length,
        activation: 'softmax',
        kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }),
      }),
    ],
  });
}
