import { openRegistry, type ArtifactStore } from '@sightline/artifacts';
import type { BatchCounts, BatchPredictInput, BatchSummary, RegisteredVersion } from '@sightline/contracts';
import { countPredictions, writePredictions } from '@sightline/evaluator/predictions-file';
import { listRecords, loadRecords, openRecords } from '@sightline/ingest';
import { startInference } from '../inference/inference.ts';
import { loadVersion, type ServedVersion } from '../models/served-version.ts';
import { openBatchFolder, type BatchPlan } from './batch-folder.ts';
import { predictRecords } from './predict-records.ts';

/** How many records and shards a batch prediction has; or what came of it, where it had ended before. */
export type PlannedBatch = { readonly records: number; readonly shards: number } | { readonly ended: BatchSummary };

/** What predicts in shards: any number of them at once, in any order, and each as often as one likes. */
export interface BatchPredictor {
  /**
   * Lists the records, once: a later call finds the list.
   *
   * @throws ServerError `server/output-exists`; IngestError of the source; ArtifactError `artifacts/not-found`
   */
  plan(input: BatchPredictInput, signal: AbortSignal): Promise<PlannedBatch>;
  /**
   * Predicts a shard, from 0, unless it is written.
   *
   * @param on.onProgress hears how many of its records have been dealt with
   */
  predict(
    input: BatchPredictInput,
    shard: number,
    on: { signal: AbortSignal; onProgress: (done: number) => void },
  ): Promise<BatchCounts>;
  /** Ends it, once all shards are written. */
  finish(input: BatchPredictInput, counts: BatchCounts): Promise<BatchSummary>;
  close(): Promise<void>;
}

/**
 * Opens what predicts with the registered models of a store. A model is loaded for its first shard and stays.
 *
 * @example
 * const predictor = openBatchPredictor(openStore('.sightline/artifacts'));
 * const planned = await predictor.plan(input, signal);
 */
export function openBatchPredictor(store: ArtifactStore): BatchPredictor {
  const registry = openRegistry(store);
  const inference = startInference();
  const models = new Map<string, Promise<ServedVersion>>();
  const loaded = (registered: RegisteredVersion) => {
    const { id } = registered.model;
    const known = models.get(id) ?? loadVersion(registered, store, inference);
    models.set(id, known);
    // The next shard tries again.
    known.catch(() => models.delete(id));
    return known;
  };
  const open = async (input: BatchPredictInput) => {
    const registered = await registry.version(input.name, input.version);
    return { registered, folder: openBatchFolder(input, registered.model) };
  };
  const planOf = (folder: ReturnType<typeof openBatchFolder>, input: BatchPredictInput, signal: AbortSignal) =>
    folder.plan(() => listRecords(input.records, { store, signal }));

  return {
    async plan(input, signal) {
      const { folder } = await open(input);
      const ended = await folder.summary();
      if (ended) return { ended };
      const { records, offsets } = await planOf(folder, input, signal);
      return { records, shards: offsets.length };
    },
    async predict(input, shard, { signal, onProgress }) {
      const { registered, folder } = await open(input);
      const plan = await planOf(folder, input, signal);
      const records = await folder.recordsOf(plan, shard);
      const written = await folder.shard(shard);
      if (written) {
        const answered = countPredictions(written);
        return { answered, bad: records.length - answered };
      }
      const version = await loaded(registered);
      const read = await openRecords(input.records, store);
      const { ids, outputs, bad } = await predictRecords(loadRecords(records, read, version.reader), version, {
        signal,
        onProgress,
      });
      const { name, version: number, model } = registered;
      const notes = { 'sightline.model': `${name}@${number}`, 'sightline.artifact': model.id };
      await folder.writeShard(shard, writePredictions({ ids, outputs }, version.task, notes), bad);
      return { answered: ids.length, bad: bad.length };
    },
    async finish(input, { answered, bad }) {
      const { registered, folder } = await open(input);
      const ended = await folder.summary();
      if (ended) return ended;
      const plan: BatchPlan = await planOf(folder, input, new AbortController().signal);
      const { name: model, version, records: source, shardSize } = input;
      const about = { model, version, artifact: registered.model, source, shardSize, records: plan.records };
      return folder.finish({ ...about, answered, bad }, plan.offsets.length);
    },
    close: () => inference.close(),
  };
}
