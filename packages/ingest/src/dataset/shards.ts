import type { ArtifactWriter } from '@sightline/artifacts';
import type { Sample, SamplePart } from '@sightline/contracts';
import { type Pack, pack } from 'tar-stream';
import type { ReadSample } from '../read-samples.ts';

const SHARD_BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = 512;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes samples as WebDataset shards (https://github.com/webdataset/webdataset): tar files in which `00000042.png` is
 * an encoded image, or `00000042.000.png`, `00000042.001.png`, … the frames of a clip, and `00000042.cls` the index of
 * its label, `00000042.json` its labels, values and boxes. Equal samples give equal bytes: no times, no owners.
 *
 * @returns the rows of the index, in the order of the samples
 */
export async function writeShards(
  writer: ArtifactWriter,
  samples: AsyncGenerator<ReadSample>,
  { labels, shardBytes = SHARD_BYTES }: { labels: readonly string[]; shardBytes?: number },
): Promise<Sample[]> {
  const rows: Sample[] = [];
  let next = await samples.next();

  async function fill(archive: Pack, shard: string): Promise<void> {
    for (let offset = BLOCK_BYTES; !next.done && offset < shardBytes; next = await samples.next()) {
      const { files, known: _, ...sample } = next.value;
      const key = String(rows.length).padStart(8, '0');
      const parts: SamplePart[] = [];
      for (const [index, { encoded, format, role, sha256 }] of files.entries()) {
        const name = role === 'frame' ? `${String(index).padStart(3, '0')}.${format}` : format;
        await addMember(archive, `${key}.${name}`, encoded);
        parts.push({ role, offset, bytes: encoded.length, sha256 });
        offset += paddedBytes(encoded) + BLOCK_BYTES;
      }
      rows.push({ ...sample, shard, parts });
      for (const { extension, bytes } of annotationsOf(sample, labels)) {
        await addMember(archive, `${key}.${extension}`, bytes);
        offset += paddedBytes(bytes) + BLOCK_BYTES;
      }
    }
  }

  try {
    for (let shard = 0; !next.done; shard++) {
      const path = `shards/${String(shard).padStart(6, '0')}.tar`;
      await writer.addStream(path, inChunks(tarOf((archive) => fill(archive, path))));
    }
  } finally {
    await samples.return(undefined);
  }
  return rows;
}

function annotationsOf(
  { label, labels, values, boxes }: Pick<ReadSample, 'label' | 'labels' | 'values' | 'boxes'>,
  known: readonly string[],
): { extension: string; bytes: Buffer }[] {
  const members = [];
  if (label !== undefined) members.push({ extension: 'cls', bytes: Buffer.from(String(known.indexOf(label))) });
  if (label === undefined || boxes)
    members.push({ extension: 'json', bytes: Buffer.from(JSON.stringify({ labels, values, boxes })) });
  return members;
}

async function* tarOf(fill: (archive: Pack) => Promise<void>): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const filling = fill(archive).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  yield* archive as AsyncIterable<Uint8Array>;
  await filling;
}

function addMember(archive: Pack, name: string, data: Uint8Array): Promise<void> {
  return new Promise((added, failed) => {
    archive.entry(
      { name, mode: 0o644, mtime: new Date(0) },
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      (error) => (error ? failed(error) : added()),
    );
  });
}

function paddedBytes(data: Uint8Array): number {
  return Math.ceil(data.length / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Joins small chunks: each one written costs a call to the system. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of source) {
    parts.push(part);
    bytes += part.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
