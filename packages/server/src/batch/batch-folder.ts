import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { canonicalJson, localBackend } from '@sightline/artifacts';
import { batchSummarySchema, parse, type BatchPredictInput, type BatchSummary } from '@sightline/contracts';
import type { ListedRecord } from '@sightline/ingest';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import type { BadRecord } from './predict-records.ts';

const planSchema = z.strictObject({
  /** What was asked for, to the letter: another request does not go on with this one's work. */
  request: z.string(),
  /** The file of the records, a line for each. */
  listing: z.string(),
  records: z.int(),
  /** Where the records of each shard begin in it, in bytes. */
  offsets: z.array(z.int()),
});
/** Which records a batch prediction has, and how they are divided: fixed when it begins. */
export type BatchPlan = z.infer<typeof planSchema>;

const PLAN = 'work/plan.json';
const SUMMARY = 'predictions.json';
const ERRORS = 'errors.jsonl';

/**
 * The folder of a batch prediction. Each file appears whole or not at all; what is in `work/` is needed until
 * `predictions.json` is there.
 */
export interface BatchFolder {
  /** The summary of one that has ended; undefined before. @throws ServerError `server/output-exists` for another */
  summary(): Promise<BatchSummary | undefined>;
  /** The plan, which the first call makes of a listing. @throws ServerError `server/output-exists` for another's */
  plan(list: () => AsyncIterable<ListedRecord>): Promise<BatchPlan>;
  /** The records of a shard, from 0. */
  recordsOf(plan: BatchPlan, shard: number): Promise<ListedRecord[]>;
  /** The bytes of a shard that is written. */
  shard(shard: number): Promise<Buffer | undefined>;
  /** Writes a shard: its errors first, for with its predictions it is done. */
  writeShard(shard: number, predictions: Uint8Array, bad: readonly BadRecord[]): Promise<void>;
  /** Writes the errors of all shards as one file, then the summary, and removes what was needed till then. */
  finish(summary: Omit<BatchSummary, 'errors' | 'shards'>, shards: number): Promise<BatchSummary>;
}

/** @param input with the artifact of the model as `model` */
export function openBatchFolder(input: BatchPredictInput, model: BatchSummary['artifact']): BatchFolder {
  const { out, name, version, records: source, shardSize } = input;
  const backend = localBackend(out);
  const request = canonicalJson({ name, version, model, source, shardSize });
  const errorsOf = (shard: number) => `work/errors/${numbered(shard)}.jsonl`;

  async function readPlan(): Promise<BatchPlan | undefined> {
    const bytes = await backend.read(PLAN);
    return bytes && parse(planSchema, JSON.parse(bytes.toString()), join(out, PLAN));
  }
  const exists = (what: string) =>
    new ServerError('server/output-exists', `The folder ${out} ${what}. Name another folder, or remove this one.`);
  const own = (plan: BatchPlan) => {
    if (plan.request !== request) throw exists('has the predictions of another request that has not ended');
    return plan;
  };

  return {
    async summary() {
      const bytes = await backend.read(SUMMARY);
      if (!bytes) return undefined;
      const summary = parse(batchSummarySchema, JSON.parse(bytes.toString()), join(out, SUMMARY));
      const { model: named, version: number, artifact, source: asked, shardSize: size } = summary;
      const theirs = canonicalJson({ name: named, version: number, model: artifact, source: asked, shardSize: size });
      if (theirs !== request) throw exists(`has predictions already, of ${named}@${number}`);
      return summary;
    },
    async plan(list) {
      const known = await readPlan();
      if (known) return own(known);
      if ((await backend.list('')).some((key) => !/^(work|temporary)\//.test(key)))
        throw exists('holds other files, and no predictions that this would go on with');
      const offsets: number[] = [];
      let records = 0;
      let bytes = 0;
      const received = await backend.receive(
        (async function* () {
          for await (const record of list()) {
            const line = Buffer.from(`${JSON.stringify(record)}\n`);
            if (records++ % shardSize === 0) offsets.push(bytes);
            bytes += line.length;
            yield line;
          }
        })(),
      );
      // By its content: of two who list at once, the plan of one counts, and its listing is there.
      const listing = `work/records-${received.sha256}.jsonl`;
      await received.commit(listing);
      const made = { request, listing, records, offsets };
      return (await backend.create(PLAN, canonicalJson(made))) ? made : own((await readPlan()) as BatchPlan);
    },
    async recordsOf({ listing, offsets }, shard) {
      const end = offsets[shard + 1];
      const range = { start: offsets[shard] as number, ...(end !== undefined && { end: end - 1 }) };
      const lines = createInterface({ input: createReadStream(join(out, listing), range), crlfDelay: Infinity });
      const records: ListedRecord[] = [];
      for await (const line of lines) records.push(JSON.parse(line) as ListedRecord);
      return records;
    },
    shard: (shard) => backend.read(shardFile(shard)),
    async writeShard(shard, predictions, bad) {
      if (bad.length > 0) await backend.write(errorsOf(shard), bad.map((each) => `${JSON.stringify(each)}\n`).join(''));
      await backend.write(shardFile(shard), predictions);
    },
    async finish(counts, shards) {
      const files = Array.from({ length: shards }, (_, shard) => shardFile(shard));
      if (counts.bad > 0) {
        const received = await backend.receive(
          (async function* () {
            for (const shard of files.keys()) yield (await backend.read(errorsOf(shard))) ?? new Uint8Array();
          })(),
        );
        await received.commit(ERRORS);
      }
      const summary: BatchSummary = { ...counts, shards: files, errors: counts.bad > 0 ? ERRORS : null };
      await backend.write(SUMMARY, `${JSON.stringify(summary, undefined, 2)}\n`);
      for (const folder of ['work', 'temporary']) await rm(join(out, folder), { recursive: true, force: true });
      return summary;
    },
  };
}

function shardFile(shard: number): string {
  return `part-${numbered(shard)}.parquet`;
}

function numbered(shard: number): string {
  return String(shard).padStart(5, '0');
}
