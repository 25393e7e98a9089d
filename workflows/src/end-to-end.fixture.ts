import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epochValues, pipelineSchema, type Pipeline } from '@sightline/contracts';
import type { LiveRun } from './client/follow-run.ts';

/** A pipeline of seconds on a folder of digits. */
export function digitsPipeline(images: string): Pipeline {
  return pipelineSchema.parse({
    name: 'digits',
    seed: 7,
    ingest: {
      source: { path: images },
      limits: { maxPixels: 1_000_000, maxBytes: 1_000_000 },
    },
    scrub: { exactDuplicates: 'quarantine' },
    preprocess: { width: 28, height: 28, channels: 1 },
    augment: [{ kind: 'rotate', degrees: 8 }],
    model: { architecture: 'cnn', filters: [8], denseUnits: 32, dropout: 0.1 },
    fit: { epochs: 20, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.003 } },
    gate: { minimum: { accuracy: 0.7 } },
    deploy: { name: 'digits' },
  });
}

/** The epochs as `metrics.csv` of a run folder has them. */
export async function epochsInMetrics(runFolder: string): Promise<number[][]> {
  const [, ...rows] = (await readFile(join(runFolder, 'metrics.csv'), 'utf8')).trim().split('\n');
  return rows.map((row) => row.split(',').map(Number));
}

/** The epochs as a run's journal has them, in the order of `metrics.csv`. */
export function epochsIn({ epochs }: Pick<LiveRun, 'epochs'>): number[][] {
  return epochs.map((record) => [record.epoch, record.learningRate, ...Object.values(epochValues(record))]);
}
