import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type IngestInput, ingestInputSchema, type IngestOutput, ingestOutputSchema, type Quarantined, type Sample } from '@sightline/contracts';
import { defineStage, hashJson, type StageContext } from '@sightline/artifacts';
import { checkImage, type ImageFacts } from './decode.ts';
import { IngestError, UndecodableImageError } from './errors.ts';
import { type Candidate, listImageFolder } from './image-folder.ts';
import { mapInOrder } from './map-in-order.ts';
import { shardWriter } from './shards.ts';
import { summaryOf, writeDatasetFiles } from './write-dataset.ts';

const VERSION = 1;
const CONCURRENCY = 2 * availableParallelism();

type ReadSample = Candidate & { encoded: Buffer; sha256: string; facts: ImageFacts };

/**
 * Reads a source into a dataset artifact: tar shards of the encoded images, an index, statistics. The same files give the same bytes, wherever they lie.
 * An image that cannot be decoded is quarantined with its reason, and the run goes on.
 *
 * @throws IngestError when the source is missing, empty or of one class only, or more than `maxQuarantinedShare` of its files are unusable
 */
export async function ingest(input: IngestInput, context: StageContext): Promise<IngestOutput> {
  const { candidates, setAside } = await listImageFolder(input.source.path);
  if (candidates.length === 0) {
    throw new IngestError('ingest/empty-source', `${input.source.path} holds no images. Needed: one folder a class, with .png, .jpg, .webp, .gif, .tif or .avif files in it.`);
  }
  const samples: Sample[] = [];
  const quarantined: Quarantined[] = [...setAside];
  const lineage = {
    stage: 'ingest',
    stageVersion: VERSION,
    input: { limits: input.limits, maxQuarantinedShare: input.maxQuarantinedShare, source: { kind: input.source.kind } },
    parents: [],
  };
  const dataset = await context.artifacts.create('dataset', lineage, async (writer) => {
    const shards = shardWriter(writer);
    let done = 0;
    for await (const result of mapInOrder(candidates, CONCURRENCY, (candidate) => readSample(candidate, input))) {
      context.signal.throwIfAborted();
      if ('reason' in result) {
        quarantined.push(result);
      } else {
        const { id, label, encoded, sha256, facts } = result;
        const position = await shards.add(encoded, facts.format, label);
        samples.push({ id, label, split: null, width: facts.width, height: facts.height, bytes: encoded.length, sha256, ...position });
      }
      if (++done % 200 === 0 || done === candidates.length) context.progress({ done, total: candidates.length, unit: 'images' });
    }
    assertUsable(input, samples, quarantined);
    await shards.close();
    await writeDatasetFiles(writer, samples, quarantined);
  });
  return { dataset: { kind: 'dataset', id: dataset.id }, ...summaryOf(samples, quarantined) };
}

async function readSample(candidate: Candidate, { limits }: IngestInput): Promise<ReadSample | Quarantined> {
  try {
    const { size } = await stat(candidate.path);
    if (size > limits.maxBytes) {
      throw new UndecodableImageError('too-many-bytes', `The file has ${size} bytes; at most ${limits.maxBytes} are allowed.`);
    }
    const encoded = await readFile(candidate.path);
    const facts = await checkImage(encoded, limits);
    return { ...candidate, encoded, facts, sha256: createHash('sha256').update(encoded).digest('hex') };
  } catch (error) {
    if (error instanceof UndecodableImageError) return { path: candidate.id, reason: error.reason, detail: error.message };
    throw error;
  }
}

function assertUsable({ source, maxQuarantinedShare }: IngestInput, samples: readonly Sample[], quarantined: readonly Quarantined[]): void {
  const share = quarantined.length / (samples.length + quarantined.length);
  if (share > maxQuarantinedShare) {
    const first = quarantined.slice(0, 5).map(({ path, reason }) => `  - ${path}: ${reason}`);
    throw new IngestError(
      'ingest/too-many-quarantined',
      `${quarantined.length} of ${samples.length + quarantined.length} files in ${source.path} are unusable (${(share * 100).toFixed(1)} %; ingest.maxQuarantinedShare allows ${maxQuarantinedShare * 100} %):\n${first.join('\n')}${quarantined.length > 5 ? '\n  …' : ''}`,
    );
  }
  const labels = new Set(samples.map(({ label }) => label));
  if (labels.size < 2) {
    throw new IngestError('ingest/single-class', `${source.path} has readable images of one class only (${[...labels].join()}). A classifier needs two or more: one folder a class.`);
  }
}

/** {@link ingest} as a stage of a pipeline. Its result depends on the content of the source, not only on its path. */
export const ingestStage = defineStage({
  name: 'ingest',
  version: VERSION,
  input: ingestInputSchema,
  output: ingestOutputSchema,
  cached: true,
  async fingerprint({ source }) {
    const { candidates, setAside } = await listImageFolder(source.path);
    const content = [];
    for await (const entry of mapInOrder(candidates, CONCURRENCY, hashFile)) content.push(entry);
    return hashJson([content, setAside]);
  },
  run: ingest,
});

async function hashFile({ id, path }: Candidate): Promise<[string, string]> {
  return [id, createHash('sha256').update(await readFile(path)).digest('hex')];
}
