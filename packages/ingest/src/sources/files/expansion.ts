import { basename } from 'node:path';
import type { ArchiveLimits } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { progressOf } from '../../report-progress.ts';
import type { OpenContext } from '../source.ts';

/** Below this a small file may expand as it likes: blank images do, and no harm comes of it. */
const HARMLESS_BYTES = 64_000_000;

/** How an archive is unpacked. */
export interface UnpackOptions extends Pick<OpenContext, 'signal' | 'progress' | 'logger'> {
  limits: ArchiveLimits;
  /**
   * Of names that are not UTF-8, where the archive says nothing else of them. Default: in a zip code page 437, as the
   * format has it; in a tar they are refused.
   */
  encoding?: string | undefined;
}

/** Counts what an archive gives out, and ends it with an error as soon as that is more than allowed. */
export interface Expansion {
  countEntry(): void;
  /** Passes bytes of the archive itself on and reports them. */
  packed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Passes unpacked bytes on and counts them. */
  meter(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
}

/**
 * @param file the archive, for messages
 * @param packedBytes its size
 */
export function expansionOf(
  file: string,
  packedBytes: number,
  { limits, ...context }: Pick<UnpackOptions, 'limits' | 'signal' | 'progress'>,
): Expansion {
  const { signal } = context;
  let entries = 0;
  let total = 0;
  const most = Math.min(limits.maxBytes, Math.max(HARMLESS_BYTES, packedBytes * limits.maxRatio));
  const tooLarge = (problem: string) =>
    new IngestError(
      'ingest/unsafe-archive',
      `${file} ${problem}. If it can be trusted, allow more in the source's limits.`,
    );
  return {
    async *packed(bytes) {
      const advance = progressOf(context, packedBytes, 'bytes', `unpacking ${basename(file)}`);
      for await (const chunk of bytes) {
        advance(chunk.length);
        yield chunk;
      }
    },
    countEntry() {
      signal.throwIfAborted();
      entries += 1;
      if (entries > limits.maxEntries) throw tooLarge(`has more than ${limits.maxEntries} entries (maxEntries)`);
    },
    async *meter(bytes) {
      for await (const chunk of bytes) {
        signal.throwIfAborted();
        total += chunk.length;
        if (total > most) {
          const limit = total > limits.maxBytes ? 'maxBytes' : 'maxRatio';
          throw tooLarge(`has ${packedBytes} bytes and expands to more than ${most} (${limit} ${limits[limit]})`);
        }
        yield chunk;
      }
    },
  };
}
