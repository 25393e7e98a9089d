import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type StageContext, defineStage } from '@sightline/artifacts';
import {
  type IngestInput,
  ingestInputSchema,
  type IngestOutput,
  ingestOutputSchema,
  type Json,
} from '@sightline/contracts';
import { writeDescription } from './dataset.ts';
import { IngestError } from './errors.ts';
import { mapInOrder } from './map-in-order.ts';
import { type ReadSample, readSamples, type RefusedSample } from './read-samples.ts';
import { progressOf } from './report-progress.ts';
import { writeShards } from './shards.ts';
import type { SampleItem, SourceListing } from './sources/source.ts';
import { openSource } from './sources/sources.ts';
import { countsByClass } from './statistics.ts';

const VERSION = 1;
/** Twice libuv's threads, so that none waits for the main thread. */
const CONCURRENCY = 8;
const LISTED = 5;

/** What ingest is told beside its source. */
export type IngestSettings = Omit<IngestInput, 'source'>;

/**
 * Reads a source into a dataset artifact. What cannot be used is set aside and listed with its reason; the rest goes on.
 *
 * @throws IngestError when the source is missing, empty or has one class only, when a class has no readable image, or when more than
 * `maxQuarantinedShare` of the samples had to be set aside
 */
export async function ingest(input: IngestInput, context: StageContext): Promise<IngestOutput> {
  const listing = await openSource(input.source, context.signal);
  try {
    // The source's name, not its place: the same files give the same artifact on any machine.
    const source = { ...input.source, path: basename(input.source.path) };
    return await ingestListing(listing, { ...input, source }, context);
  } finally {
    await listing.close?.();
  }
}

/** {@link ingest} of samples that are listed already; `source` is only noted in the lineage. */
export async function ingestListing(
  { labels, items }: SourceListing,
  input: IngestSettings & { source: { [key: string]: Json } },
  context: StageContext,
): Promise<IngestOutput> {
  const advance = progressOf(context, items.length, 'images');
  const refused: RefusedSample[] = [];

  async function* usable(): AsyncGenerator<ReadSample> {
    for await (const result of readSamples(items, input.limits, CONCURRENCY)) {
      advance();
      if ('encoded' in result) yield result;
      else refused.push(result);
      if (refused.length > input.maxQuarantinedShare * items.length) throw tooMany(refused, items.length, input);
    }
  }

  const classes: Record<string, number> = {};
  const dataset = await context.artifacts.create(
    'dataset',
    { stage: 'ingest', stageVersion: VERSION, input, parents: [] },
    async (writer) => {
      const samples = await writeShards(writer, usable(), { labels });
      Object.assign(classes, countsByClass(samples));
      // The label of an image with boxes only sums them up: it may vanish.
      if (!samples.some(({ boxes }) => boxes)) checkClasses(labels, classes, refused);
      await writeDescription(writer, { samples, labels, quarantined: refused.map(({ quarantined }) => quarantined) });
    },
  );
  const samples = items.length - refused.length;
  return { dataset: { kind: 'dataset', id: dataset.id }, samples, classes, quarantined: refused.length };
}

/** {@link ingest} as a stage: a source that has not changed is not decoded again. */
export const ingestStage = defineStage({
  name: 'ingest',
  version: VERSION,
  input: ingestInputSchema,
  output: ingestOutputSchema,
  cached: true,
  fingerprint,
  run: ingest,
});

/** sha256 over what the source tells of every sample and the sample's content. */
async function fingerprint(input: IngestInput, { signal }: StageContext): Promise<Json> {
  const { labels, items, close } = await openSource(input.source, signal);
  try {
    const hash = createHash('sha256').update(JSON.stringify(labels));
    const lines = mapInOrder(items, CONCURRENCY, async (item) => {
      signal.throwIfAborted();
      if ('refusal' in item) return JSON.stringify([item.id, item.refusal]);
      const { read: _, ...told } = item;
      return JSON.stringify([told, await contentOf(item, input)]);
    });
    for await (const line of lines) hash.update(line);
    return hash.digest('hex');
  } finally {
    await close?.();
  }
}

async function contentOf(item: SampleItem, { limits }: IngestInput): Promise<string> {
  try {
    const image = await item.read(limits);
    const hash = createHash('sha256');
    if (image instanceof Uint8Array) return hash.update(image).digest('hex');
    return hash.update(`${image.width}x${image.height}x${image.channels}`).update(image.pixels).digest('hex');
  } catch (error) {
    if (error instanceof IngestError && error.reason) return error.message;
    throw error;
  }
}

function tooMany(
  refused: readonly RefusedSample[],
  items: number,
  { maxQuarantinedShare }: IngestSettings,
): IngestError {
  return new IngestError(
    'ingest/too-many-quarantined',
    `${refused.length} of the ${items} samples cannot be used, which is more than ${maxQuarantinedShare * 100} % (maxQuarantinedShare); the rest was not read. ` +
      `Mend or remove them, or allow more. The first:\n${listOf(refused)}`,
  );
}

function checkClasses(
  labels: readonly string[],
  classes: Record<string, number>,
  refused: readonly RefusedSample[],
): void {
  const empty = labels.find((label) => !(label in classes));
  if (empty === undefined) return;
  const reasons = listOf(refused.filter(({ label }) => label === empty));
  throw new IngestError(
    'ingest/class-too-small',
    `No image of class "${empty}" can be used. Mend its images, or remove the class:\n${reasons}`,
  );
}

function listOf(refused: readonly RefusedSample[]): string {
  const lines = refused
    .slice(0, LISTED)
    .map(({ quarantined: { path, reason, detail } }) => `  - ${path}: ${reason}. ${detail}`);
  if (refused.length > LISTED) lines.push(`  - and ${refused.length - LISTED} more`);
  return lines.join('\n');
}
