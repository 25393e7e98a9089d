import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { StageContext } from '@sightline/artifacts';
import type { DecodeLimits } from '@sightline/contracts';
import { contentOf } from '../dataset/parts.ts';
import { IngestError } from '../errors.ts';
import { mapInOrder } from '../map-in-order.ts';
import { progressOf } from '../report-progress.ts';
import { type FileScope, filesOf } from './file-states.ts';
import { findSource } from './find-source.ts';
import { isSystemFailure, unreadable } from '../system-failure.ts';
import type { SourceImage, SourceItem, SourceListing } from './source.ts';

/** A hash over each sample's annotations and bytes, in their order. */
export interface SampleDigest {
  /** @param content the sha256 of its bytes, or why they were not read */
  add(item: SourceItem, content: string): void;
  digest(): string;
}

/** A new digest of samples with these classes. */
export function sampleDigest(labels: readonly string[]): SampleDigest {
  const hash = createHash('sha256').update(JSON.stringify(labels));
  return {
    add(item, content) {
      const { read: _, ...annotations } = item as SourceItem & { read?: unknown };
      hash.update(JSON.stringify([annotations, content]));
    },
    digest: () => hash.digest('hex'),
  };
}

/** The {@link SampleDigest} of a listing, every sample read and none decoded. */
export async function hashSamples(
  { labels, items }: SourceListing,
  limits: DecodeLimits,
  context: StageContext,
): Promise<string> {
  const advance = progressOf(context, items.length, 'images', 'looking for changes');
  const digest = sampleDigest(labels);
  const contents = mapInOrder(items, async (item) => [item, await contentOfItem(item, limits)] as const);
  for await (const [item, content] of contents) {
    digest.add(item, content);
    advance();
  }
  return digest.digest();
}

async function contentOfItem(item: SourceItem, limits: DecodeLimits): Promise<string> {
  if ('refusal' in item) return item.refusal.detail;
  try {
    const given = await item.read(limits);
    const images = Array.isArray(given) ? given : [given];
    return contentOf({ parts: images.map((image) => ({ sha256: sha256Of(image) })) });
  } catch (error) {
    if (error instanceof IngestError && error.reason) return error.message;
    throw error;
  }
}

function sha256Of(image: SourceImage): string {
  return createHash('sha256')
    .update(image instanceof Uint8Array ? image : image.pixels)
    .digest('hex');
}

/**
 * sha256 over the names and bytes of the files of a source, none of them unpacked.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`
 */
export async function hashFiles(path: string, scope: FileScope, context: StageContext): Promise<string> {
  const root = await findSource(path, 'either', 'a file or a folder');
  const files = await filesOf(root, scope).catch((cause: unknown) => {
    throw isSystemFailure(cause) ? unreadable(root, cause) : cause;
  });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const advance = progressOf(context, total, 'bytes', 'looking for changes');
  const hash = createHash('sha256');
  const lines = mapInOrder(files, async ({ name }) => {
    return JSON.stringify([name, await hashFile(join(root, name), context.signal, advance)]);
  });
  for await (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/**
 * sha256 of a file.
 *
 * @param onBytes called with the number of bytes read, chunk by chunk
 * @throws IngestError `ingest/source-unreadable`
 */
export async function hashFile(path: string, signal: AbortSignal, onBytes?: (count: number) => void): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
      onBytes?.(chunk.length);
      hash.update(chunk);
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw unreadable(path, cause);
  }
  return hash.digest('hex');
}
