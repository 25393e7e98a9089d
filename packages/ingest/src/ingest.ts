import { basename } from 'node:path';
import { lineageOf, type StageContext } from '@sightline/artifacts';
import {
  type Annotations,
  classesOf,
  type IngestInput,
  ingestInputSchema,
  type IngestOutput,
  type Json,
  parse,
  type StageRequests,
} from '@sightline/contracts';
import { writeDescription } from './dataset/dataset.ts';
import { lostClass, remainingClasses } from './dataset/lost-classes.ts';
import { contentOf } from './dataset/parts.ts';
import { IngestError } from './errors.ts';
import { type ReadSample, readSamples, type RefusedSample } from './read-samples.ts';
import { progressOf } from './report-progress.ts';
import { writeShards } from './dataset/shards.ts';
import { sourceChanged } from './sources/files/read-file.ts';
import type { SourceItem, SourceListing } from './sources/source.ts';
import { fingerprintWith, scopeOf } from './source-fingerprint.ts';
import { statesOf } from './sources/file-states.ts';
import { hashFiles, sampleDigest } from './sources/source-identity.ts';
import { openSource, sources } from './sources/sources.ts';
import { ingestStage } from './stages.ts';
import { countsByClass } from './dataset/statistics.ts';
import { openDecodeVerdicts } from './decode-verdicts.ts';

const LISTED = 5;

/** The settings of ingest beside its source. */
export type IngestSettings = Omit<IngestInput, 'source'>;

/**
 * Reads a source into a dataset artifact. What cannot be used is set aside and listed with its reason; the rest
 * continues. Images that an earlier ingest into the same store has decoded, under the same limits, are recognised by
 * their sha256 and not decoded again.
 *
 * @param request as people write it: what has a default may be left out
 * @throws ContractError for a wrong input; IngestError when the source is missing, empty or has one class only, when a
 * class has no readable image, when more than `maxQuarantinedFraction` of the samples had to be set aside,
 * or when the source changed meanwhile
 */
export async function ingest(request: StageRequests['ingest'], context: StageContext): Promise<IngestOutput> {
  return computeIngest(parse(ingestInputSchema, request, 'The input of ingest'), context);
}

/**
 * {@link ingest} of an input that is parsed.
 *
 * @param fingerprint of what is to be read, where it is known
 */
export async function computeIngest(
  input: IngestInput,
  context: StageContext,
  fingerprint?: Json,
): Promise<IngestOutput> {
  const { path, kind } = input.source;
  const { identity } = sources[kind];
  const byFiles = identity !== 'samples';
  const scope = scopeOf(input.source);
  const states = () => statesOf(path, scope);
  const before = byFiles && (await states());
  const listing = await openSource(input.source, context);
  try {
    const verify = async (digest: string) => {
      if (before && before.text !== (await states()).text) throw sourceChanged(path);
      if (fingerprint === undefined) return;
      const content = byFiles ? await hashFiles(path, scope, context) : digest;
      if (fingerprint !== (await fingerprintWith(content))) throw sourceChanged(path);
    };
    // The source's name, not its place: the same files give the same artifact on any machine.
    const source = { ...input.source, path: basename(path) };
    const output = await ingestListing(listing, { ...input, source }, context, verify);
    await listing.keep?.(output.dataset);
    return output;
  } finally {
    await listing.close?.();
  }
}

/**
 * {@link ingest} of samples that are listed already; `source` is only noted in the lineage.
 *
 * @param verify called with the digest of the samples when all were read; when it throws there is no artifact
 */
export async function ingestListing(
  { labels, items }: SourceListing,
  input: IngestSettings & { source: { [key: string]: Json } },
  context: StageContext,
  verify: (digest: string) => Promise<void> = async () => undefined,
): Promise<IngestOutput> {
  const advance = progressOf(context, items.length, 'images', 'reading and decoding');
  const verdicts = await openDecodeVerdicts(context, input.limits);
  const refused: RefusedSample[] = [];
  const digest = sampleDigest(labels);
  let [next, known] = [0, 0];

  async function* usable(): AsyncGenerator<ReadSample> {
    for await (const result of readSamples(items, { limits: input.limits, verdicts })) {
      digest.add(
        items[next++] as SourceItem,
        'files' in result ? contentOf({ parts: result.files }) : (result.sha256 ?? result.quarantined.detail),
      );
      advance();
      if ('files' in result) {
        known += Number(result.known);
        yield result;
      } else refused.push(result);
      if (refused.length > input.maxQuarantinedFraction * items.length) throw tooMany(refused, items.length, input);
    }
  }

  let classes: Record<string, number> = {};
  const lineage = lineageOf(ingestStage, input, { parents: [] });
  try {
    const { id } = await context.artifacts.create('dataset', lineage, async (writer) => {
      const samples = await writeShards(writer, usable(), { labels });
      classes = countsByClass(samples);
      requireClasses(labels, samples, refused);
      const quarantined = refused.map((one) => one.quarantined);
      await writeDescription(writer, { samples, labels: remainingClasses(labels, samples), quarantined });
      await verify(digest.digest());
    });
    if (known > 0) context.logger.info(`${known} of ${items.length} images were decoded before and not decoded again.`);
    const samples = items.length - refused.length;
    return { dataset: { kind: 'dataset', id }, samples, classes, quarantined: refused.length };
  } finally {
    await verdicts.save();
  }
}

function tooMany(
  refused: readonly RefusedSample[],
  items: number,
  { maxQuarantinedFraction }: IngestSettings,
): IngestError {
  return new IngestError(
    'ingest/too-many-quarantined',
    `${refused.length} of the ${items} samples cannot be used, which is more than ${maxQuarantinedFraction * 100} ` +
      '% (maxQuarantinedFraction); the rest was not read. ' +
      `Mend or remove them, or allow more. The first:\n${listOf(refused)}`,
  );
}

function requireClasses(
  labels: readonly string[],
  samples: readonly Annotations[],
  refused: readonly RefusedSample[],
): void {
  const setAside = refused.map(({ annotations }) => annotations);
  const empty = lostClass(labels, samples, setAside);
  if (empty === undefined) return;
  const reasons = listOf(refused.filter(({ annotations }) => classesOf(annotations).includes(empty)));
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
