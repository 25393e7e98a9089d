import { buffer } from 'node:stream/consumers';
import type { ArtifactWriter } from '@sightline/artifacts';
import { pack, type Pack } from 'tar-stream';

const BLOCK = 512;
/** A shard is closed when it holds this much: small enough to be made in memory. */
const SHARD_BYTES = 64 * 1024 * 1024;
const EPOCH = new Date(0);

/** Where a sample's encoded bytes lie: `offset` bytes into the shard. */
export interface ShardPosition {
  shard: string;
  offset: number;
}

/**
 * Writes samples into WebDataset tar shards: `00000042.png` beside `00000042.cls`, its label. Names, times and owners are fixed, so that equal samples
 * give equal shards.
 */
export function shardWriter(writer: ArtifactWriter) {
  let open: { tar: Pack; path: string; size: number; bytes: Promise<Buffer> } | undefined;
  let shards = 0;
  let samples = 0;

  async function close(): Promise<void> {
    if (!open) return;
    open.tar.finalize();
    await writer.add(open.path, await open.bytes);
    open = undefined;
  }

  function append(shard: NonNullable<typeof open>, name: string, data: Buffer): number {
    shard.tar.entry({ name, size: data.length, mode: 0o644, uid: 0, gid: 0, mtime: EPOCH }, data);
    const offset = shard.size + BLOCK;
    shard.size = offset + Math.ceil(data.length / BLOCK) * BLOCK;
    return offset;
  }

  return {
    async add(encoded: Buffer, format: string, label: string): Promise<ShardPosition> {
      if (open && open.size + encoded.length > SHARD_BYTES) await close();
      if (!open) {
        const tar = pack();
        open = { tar, path: `shards/${String(shards++).padStart(6, '0')}.tar`, size: 0, bytes: buffer(tar) };
      }
      const key = String(samples++).padStart(8, '0');
      const offset = append(open, `${key}.${format}`, encoded);
      append(open, `${key}.cls`, Buffer.from(label));
      return { shard: open.path, offset };
    },
    close,
  };
}
