import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { findVersion, sightlineHome, type Home } from '@sightline/artifacts';
import { messageOf, type BatchSummary, type RecordsSource } from '@sightline/contracts';
import { findDataset } from '../arguments/artifacts.ts';
import { interruptible } from '../interruptible.ts';
import type { Output } from '../output.ts';
import { openTemporal, type TemporalSession } from '../temporal.ts';
import { counter } from '../terminal/format.ts';
import { statusLine } from '../terminal/status-line.ts';

export interface IntoFolderOptions {
  /** As a person names it; not needed where one model is registered. */
  model: string | undefined;
  out: string;
  /** Records of a shard; by default those of the schema. */
  shardSize: number | undefined;
  output: Output;
}

const TABLES: ReadonlySet<string> = new Set(['.csv', '.tsv', '.json', '.jsonl', '.ndjson', '.parquet']);

/**
 * Asks a registered model about all that a folder, a table of paths or a dataset holds, by a workflow that writes
 * shards of predictions into a folder. The exit code is 1 where a record has no answer.
 *
 * @throws ArtifactError `artifacts/not-found`, `artifacts/ambiguous`; what the workflow fails with
 */
export async function predictIntoFolder(word: string, options: IntoFolderOptions): Promise<void> {
  const { output, shardSize } = options;
  const home = sightlineHome();
  const { name, version } = await findVersion(options.model, home);
  const records = await recordsOf(word, home);
  const out = resolve(options.out);
  const request = { name, version, records, out, ...(shardSize !== undefined && { shardSize }) };
  await interruptible(output.say, async (signal) => {
    const session = await openTemporal(home, { say: output.say, worker: 'of-a-command' });
    try {
      const { cancelBatchPredict, startBatchPredict } = await import('@sightline/workflows');
      signal.throwIfAborted();
      const id = await startBatchPredict(session.client, request, home);
      const cancel = () => {
        output.say(`\nStopping. The same command goes on with the shards that are missing.`);
        cancelBatchPredict(session.client, id).catch((error: unknown) =>
          output.say(`The prediction could not be stopped: ${messageOf(error)}`),
        );
      };
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const summary = await followToEnd(session, id, { output, signal });
      output.result({ ...summary, out }, textOf(summary, out));
      if (summary.bad > 0) process.exitCode = 1;
    } finally {
      await session.close();
    }
  });
}

/** What a word means: a folder of images, a table of paths, else a dataset. */
async function recordsOf(word: string, home: Home): Promise<RecordsSource> {
  const place = await stat(word).catch(() => undefined);
  if (place?.isDirectory()) return { kind: 'folder', path: resolve(word) };
  if (place || TABLES.has(extname(word).toLowerCase())) return { kind: 'manifest', path: resolve(word) };
  return { kind: 'dataset', dataset: await findDataset(word, home) };
}

/** Shows a prediction to its end; when what the session uses is lost it is started again. */
async function followToEnd(
  session: TemporalSession,
  id: string,
  { output, signal }: { output: Output; signal: AbortSignal },
): Promise<BatchSummary> {
  const { followBatchPredict } = await import('@sightline/workflows');
  const line = statusLine(output.stream);
  try {
    for (;;) {
      try {
        return await followBatchPredict(session.client, id, ({ records, shards, shardsDone, answered, bad }) => {
          if (shards === 0) return line.update('predict  listing the records');
          const errors = bad > 0 ? `, ${bad.toLocaleString('en-US')} bad` : '';
          const inShards = `${counter(shardsDone, shards)} shards`;
          line.update(`predict  ${counter(answered + bad, records)} records, ${inShards}${errors}`);
        });
      } catch (error) {
        if (!session.lost.aborted || signal.aborted) throw error;
        line.log('The process that had Temporal and the worker has ended: starting them again.');
        await session.reopen();
      }
    }
  } finally {
    line.close();
  }
}

function textOf({ model, version, records, answered, bad, shards, errors }: BatchSummary, out: string): string {
  if (records === 0) return `There is no record to predict. ${out} says so.`;
  const count = (number: number) => number.toLocaleString('en-US');
  const files = shards.length === 1 ? 'one Parquet file' : `${count(shards.length)} Parquet files`;
  const lines = [
    `${count(answered)} of ${count(records)} records answered by ${model}@${version}, in ${files}: ${out}`,
  ];
  if (errors !== null) lines.push(`${count(bad)} could not be: ${out}/${errors} says why.`);
  return lines.join('\n');
}
