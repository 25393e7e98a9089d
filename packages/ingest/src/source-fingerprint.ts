import { hashJson, type StageContext } from '@sightline/artifacts';
import type { IngestInput, Source } from '@sightline/contracts';
import { type FileScope, hashFiles, hashSamples } from './sources/source-identity.ts';
import { openSource, sources } from './sources/sources.ts';

/**
 * sha256 over a source as it is (of its files, or of its samples where these are files) and the decoder.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`
 */
export async function fingerprintOf(input: IngestInput, context: StageContext): Promise<string> {
  const { path, kind } = input.source;
  const { identity } = sources[kind];
  if (identity !== 'samples') return fingerprintWith(await hashFiles(path, scopeOf(input.source), context));
  const { labels, items, close } = await openSource(input.source, context);
  try {
    return await fingerprintWith(await hashSamples({ labels, items }, input.limits, context));
  } finally {
    await close?.();
  }
}

/** Which files of a source count. */
export function scopeOf(source: Source): FileScope {
  const followLinks = 'followLinks' in source && source.followLinks;
  return { deep: sources[source.kind].identity === 'tree', followLinks };
}

/** The fingerprint of a source of which the content is hashed already. */
export async function fingerprintWith(content: string): Promise<string> {
  // Only asked for its version: whoever looks for an earlier result decodes nothing.
  const { decoderVersions } = await import('./decoding/image.ts');
  return hashJson({ content, decoder: decoderVersions() });
}
