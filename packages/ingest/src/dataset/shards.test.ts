import { type ArtifactRef, decodeLimitsSchema, type Sample, type SamplePart, sourceSchema } from '@sightline/contracts';
import { extract } from 'tar-stream';
import { openWorkplace, type Workplace, writeFiles, imagesOf } from '../image-folder.fixture.ts';
import { type ReadSample, readSamples } from '../read-samples.ts';
import { writeShards } from './shards.ts';
import { openSource } from '../sources/sources.ts';
import { openDecodeVerdicts } from '../decode-verdicts.ts';

describe('the shards of a dataset', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, { ...(await imagesOf('cat', 6, 1)), ...(await imagesOf('dog', 6, 2)) });
  });
  afterEach(() => place.remove());

  async function* samples(concurrency: number): AsyncGenerator<ReadSample> {
    const { items } = await openSource(sourceSchema.parse({ path: place.source }), place.context);
    const limits = decodeLimitsSchema.parse({});
    const verdicts = await openDecodeVerdicts(place.context, limits);
    for await (const result of readSamples(items, { limits, concurrency, verdicts }))
      if ('files' in result) yield result;
  }

  async function write(
    options: { concurrency?: number; shardBytes?: number } = {},
  ): Promise<{ ref: ArtifactRef; rows: Sample[] }> {
    let rows: Sample[] = [];
    const lineage = { stage: 'ingest', stageVersion: 1, input: {}, parents: [] };
    const ref = await place.context.artifacts.create('dataset', lineage, async (writer) => {
      rows = await writeShards(writer, samples(options.concurrency ?? 4), { labels: ['cat', 'dog'], ...options });
    });
    return { ref, rows };
  }

  async function membersOf(tar: Buffer): Promise<Record<string, Buffer>> {
    const members: Record<string, Buffer> = {};
    const archive = extract();
    archive.end(tar);
    for await (const entry of archive) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      members[entry.header.name] = Buffer.concat(parts);
    }
    return members;
  }

  it('are tar files that any WebDataset reader opens, and each row tells where its image is', async () => {
    const { ref, rows } = await write();
    const tar = await place.context.artifacts.read(ref, 'shards/000000.tar');
    const members = await membersOf(tar);
    expect(rows.map(({ id }) => id)).toHaveLength(12);
    for (const [index, { label, parts }] of rows.entries()) {
      const key = String(index).padStart(8, '0');
      const [{ role, offset, bytes }] = parts as [SamplePart];
      expect(role).toBe('image');
      expect(members[`${key}.png`]).toEqual(tar.subarray(offset, offset + bytes));
      expect(members[`${key}.cls`]?.toString()).toBe(label === 'cat' ? '0' : '1');
    }
  });

  it('hold the frames of a clip one after the other, under one key', async () => {
    const frames = [1, 2, 3].map((shade) => Buffer.from(`frame ${shade}`));
    const files = frames.map(
      (encoded) => ({ role: 'frame', encoded, format: 'png', sha256: String(encoded) }) as const,
    );
    async function* clips(): AsyncGenerator<ReadSample> {
      yield { id: 'cat/a.mp4/000000', label: 'cat', split: null, width: 1, height: 1, files, known: false };
      yield { id: 'dog/a.mp4/000000', label: 'dog', split: null, width: 1, height: 1, files, known: false };
    }
    let rows: Sample[] = [];
    const lineage = { stage: 'ingest', stageVersion: 1, input: {}, parents: [] };
    const ref = await place.context.artifacts.create('dataset', lineage, async (writer) => {
      rows = await writeShards(writer, clips(), { labels: ['cat', 'dog'] });
    });
    const tar = await place.context.artifacts.read(ref, 'shards/000000.tar');
    expect(Object.keys(await membersOf(tar))).toEqual([
      ...['000.png', '001.png', '002.png', 'cls'].map((name) => `00000000.${name}`),
      ...['000.png', '001.png', '002.png', 'cls'].map((name) => `00000001.${name}`),
    ]);
    for (const { parts } of rows) {
      expect(parts.map(({ role }) => role)).toEqual(['frame', 'frame', 'frame']);
      expect(parts.map(({ offset, bytes }) => tar.subarray(offset, offset + bytes))).toEqual(frames);
    }
  });

  it('keep boxes beside the image, with or without a label', async () => {
    const boxes = [{ label: 'cat', x: 0, y: 0.25, width: 1, height: 0.5 }];
    const files = [{ role: 'image', encoded: Buffer.from('image'), format: 'png', sha256: '1' }] as const;
    const sample = { id: '1', split: null, width: 1, height: 1, files: [...files], known: false, boxes };
    async function* boxed(): AsyncGenerator<ReadSample> {
      yield sample;
      yield { ...sample, id: '2', label: 'cat' };
    }
    const lineage = { stage: 'ingest', stageVersion: 1, input: {}, parents: [] };
    const ref = await place.context.artifacts.create('dataset', lineage, async (writer) => {
      await writeShards(writer, boxed(), { labels: ['cat'] });
    });
    const members = await membersOf(await place.context.artifacts.read(ref, 'shards/000000.tar'));
    expect(Object.keys(members)).toEqual([
      '00000000.png',
      '00000000.json',
      ...['png', 'cls', 'json'].map((name) => `00000001.${name}`),
    ]);
    for (const key of ['00000000', '00000001']) expect(JSON.parse(String(members[`${key}.json`]))).toEqual({ boxes });
  });

  it('have the same bytes whatever the concurrency', async () => {
    const [one, many] = [await write({ concurrency: 1 }), await write({ concurrency: 16 })];
    expect(many).toEqual(one);
  });

  it('are divided when one has reached its size, and hold each sample once', async () => {
    const { ref, rows } = await write({ shardBytes: 5_000 });
    const { files } = await place.context.artifacts.manifest(ref);
    expect(files.map(({ path }) => path)).toEqual([0, 1, 2, 3].map((shard) => `shards/00000${shard}.tar`));
    expect(rows.map(({ shard }) => shard)).toEqual(rows.map(({ shard }) => shard).sort());
    for (const { path } of files) {
      const tar = await place.context.artifacts.read(ref, path);
      expect(Object.keys(await membersOf(tar))).toHaveLength(2 * rows.filter(({ shard }) => shard === path).length);
    }
  });
});
