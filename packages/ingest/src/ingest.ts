import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type StageContext, defineStage } from '@sightline/artifacts';
import {
  type IngestInput,
  ingestInputSchema,
  type IngestOutput,
  ingestOutputSchema,
  type Json,
  type Quarantined,
} from '@sightline/contracts';
import { writeDescription } from './dataset.ts';
import { IngestError } from './errors.ts';
import { listImageFolder, type SourceListing } from './image-folder.ts';
import { mapInOrder } from './map-in-order.ts';
import { type ReadSample, readSamples, readWithin } from './read-samples.ts';
import { progressOf } from './report-progress.ts';
import { writeShards } from './shards.ts';
import { countsByClass } from './statistics.ts';

const VERSION = 1;
/** Twice libuv's threads, so that none waits for the main thread. */
const CONCURRENCY = 8;
const LISTED = 5;

/**
 * Reads a folder of images into a dataset artifact. What cannot be used is set aside and listed with its reason; the rest goes on.
 *
 * @throws IngestError when the source is missing, empty or has one class only, when a class has no readable image, or when more than
 * `maxQuarantinedShare` of the files had to be set aside
 */
export async function ingest(input: IngestInput, context: StageContext): Promise<IngestOutput> {
  const { labels, files } = await listImageFolder(input.source.path);
  const advance = progressOf(context, files.length, 'images');
  const quarantined: Quarantined[] = [];

  async function* usable(): AsyncGenerator<ReadSample> {
    for await (const result of readSamples(files, input.limits, CONCURRENCY)) {
      advance();
      if ('encoded' in result) yield result;
      else quarantined.push(result);
      if (quarantined.length > input.maxQuarantinedShare * files.length)
        throw tooMany(quarantined, files.length, input);
    }
  }

  const classes: Record<string, number> = {};
  // The folder's name, not its place: the same folder gives the same artifact on any machine.
  const lineageInput = { ...input, source: { ...input.source, path: basename(input.source.path) } };
  const dataset = await context.artifacts.create(
    'dataset',
    { stage: 'ingest', stageVersion: VERSION, input: lineageInput, parents: [] },
    async (writer) => {
      const samples = await writeShards(writer, usable(), { labels });
      Object.assign(classes, countsByClass(samples));
      checkClasses(labels, classes, quarantined);
      await writeDescription(writer, { samples, labels, quarantined });
    },
  );
  const samples = files.length - quarantined.length;
  return { dataset: { kind: 'dataset', id: dataset.id }, samples, classes, quarantined: quarantined.length };
}

/** {@link ingest} as a stage: a folder whose files have not changed is not decoded again. */
export const ingestStage = defineStage({
  name: 'ingest',
  version: VERSION,
  input: ingestInputSchema,
  output: ingestOutputSchema,
  cached: true,
  fingerprint,
  run: ingest,
});

/** sha256 over the path and the content of every file. */
async function fingerprint(input: IngestInput, { signal }: StageContext): Promise<Json> {
  const { labels, files } = await listImageFolder(input.source.path);
  const hash = createHash('sha256').update(JSON.stringify(labels));
  const lines = mapInOrder(files, CONCURRENCY, async (file) => {
    signal.throwIfAborted();
    return JSON.stringify([file.path, file.refusal ?? (await contentOf(file, input))]);
  });
  for await (const line of lines) hash.update(line);
  return hash.digest('hex');
}

async function contentOf(file: SourceListing['files'][number], { limits }: IngestInput): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readWithin(file, limits))
      .digest('hex');
  } catch (error) {
    if (error instanceof IngestError && error.reason) return error.message;
    throw error;
  }
}

function tooMany(
  quarantined: readonly Quarantined[],
  files: number,
  { maxQuarantinedShare }: IngestInput,
): IngestError {
  return new IngestError(
    'ingest/too-many-quarantined',
    `${quarantined.length} of the ${files} files cannot be used, which is more than ${maxQuarantinedShare * 100} % (maxQuarantinedShare); the rest was not read. ` +
      `Mend or remove them, or allow more. The first:\n${listOf(quarantined)}`,
  );
}

function checkClasses(
  labels: readonly string[],
  classes: Record<string, number>,
  quarantined: readonly Quarantined[],
): void {
  const empty = labels.find((label) => !(label in classes));
  if (empty === undefined) return;
  const reasons = listOf(quarantined.filter(({ path }) => path.startsWith(`${empty}/`)));
  throw new IngestError(
    'ingest/class-too-small',
    `No image of the class folder "${empty}" can be used. Mend its files, or remove the folder:\n${reasons}`,
  );
}

function listOf(quarantined: readonly Quarantined[]): string {
  const lines = quarantined.slice(0, LISTED).map(({ path, reason, detail }) => `  - ${path}: ${reason}. ${detail}`);
  if (quarantined.length > LISTED) lines.push(`  - and ${quarantined.length - LISTED} more`);
  return lines.join('\n');
}
