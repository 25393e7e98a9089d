import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import { preprocessSchema, sourceSchema, trainInputSchema, type ArtifactRef, type History } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { ingest, split } from '@sightline/ingest';
import { saveModel } from '@sightline/models';
import sharp from 'sharp';

const SIDE = 4;
export const PREPROCESS = preprocessSchema.parse({ width: SIDE, height: SIDE, channels: 1 });

type Ref<Kind extends ArtifactRef['kind']> = ArtifactRef & { kind: Kind };

export interface Studio {
  readonly context: StageContext;
  /** 60 plain grey images: "bright" above the middle, "dark" below it. */
  readonly dataset: Ref<'dataset'>;
  /** The same images, none of them in a split yet. */
  readonly unsplit: Ref<'dataset'>;
  readonly folder: string;
  close(): Promise<void>;
}

/** A store with a small real dataset in a separate folder. */
export async function openStudio(options: { signal?: AbortSignal } = {}): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-evaluator-'));
  for (const [label, base] of [
    ['dark', 20],
    ['bright', 160],
  ] as const) {
    await mkdir(join(folder, 'images', label), { recursive: true });
    for (let index = 0; index < 30; index++) {
      const shade = base + 2 * index;
      const image = sharp({
        create: { width: SIDE, height: SIDE, channels: 3, background: { r: shade, g: shade, b: shade } },
      });
      await image.png().toFile(join(folder, 'images', label, `${index}.png`));
    }
  }
  const context = createContext({ root: join(folder, 'artifacts'), ...options });
  const source = sourceSchema.parse({ path: join(folder, 'images') });
  const ingested = await ingest(
    { source, limits: { maxPixels: 1e6, maxBytes: 1e6 }, maxQuarantinedFraction: 0.1 },
    context,
  );
  const { dataset } = await split(
    { dataset: ingested.dataset, split: { train: 0.5, validation: 0.2, test: 0.3 }, seed: 1 },
    context,
  );
  return {
    context,
    dataset,
    unsplit: ingested.dataset,
    folder,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * A classifier that calls an image bright when its mean lies above `threshold`; with a negative steepness it is always
 * wrong.
 */
export function brightnessModel(threshold = 0.5, steepness = 40): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [SIDE, SIDE, 1] }),
      tf.layers.dense({ name: 'probabilities', units: 2, activation: 'softmax' }),
    ],
  });
  const each = steepness / (SIDE * SIDE);
  const kernel = tf.tensor2d(Array.from({ length: SIDE * SIDE }, () => [each, 0]));
  const bias = tf.tensor1d([-steepness * threshold, 0]);
  model.layers[1]?.setWeights([kernel, bias]);
  tf.dispose([kernel, bias]);
  return model;
}

const HISTORY: History = {
  bestEpoch: 2,
  epochs: [1, 2].map((epoch) => ({
    epoch,
    learningRate: 0.001,
    training: { loss: 1 / epoch, accuracy: 1 - 0.2 / epoch },
    validation: { loss: 1.1 / epoch, accuracy: 1 - 0.3 / epoch },
  })),
};

/** The model as the trainer (`trained-model`) or the deployer (`model`) would store it. */
export async function storeModel<Kind extends 'trained-model' | 'model'>(
  { context, dataset }: Studio,
  kind: Kind,
  settings: { model: tf.LayersModel; labels?: string[] },
): Promise<Ref<Kind>> {
  const training = trainInputSchema.parse({
    dataset,
    preprocess: PREPROCESS,
    model: { architecture: 'cnn' },
    fit: { epochs: 2 },
    seed: 1,
  });
  const lineage = { stage: 'train', stageVersion: 1, input: {}, parents: [dataset], seed: 1, engine: 'TensorFlow' };
  const ref = await context.artifacts.create(kind, lineage, async (writer) => {
    await saveModel(settings.model, writer);
    await writer.add('model.txt', 'Model: "brightness"\n');
    await writer.addJson('preprocess.json', PREPROCESS);
    const labels = settings.labels ?? ['bright', 'dark'];
    await writer.addJson('task.json', {
      spec: { kind: 'classification', labelSmoothing: 0 },
      vocabulary: { labels, counts: labels.map(() => 15) },
    });
    await writer.addJson('history.json', HISTORY);
    await writer.addJson('training.json', training);
    if (kind === 'model') await writer.add('model-card.md', '# A model\n');
  });
  settings.model.dispose();
  return { kind, id: ref.id };
}
