import { hashJson, type StageContext } from '@sightline/artifacts';
import type { IngestInput, Source } from '@sightline/contracts';
import { type FileScope, statesOf } from './sources/file-states.ts';
import { hashFiles, hashSamples } from './sources/source-identity.ts';
import { openSource, sources } from './sources/sources.ts';
import { ingestStage } from './stages.ts';

/** A file changed within the time that its file system can tell apart would look unchanged. */
const SETTLED_MS = 2_000;

/**
 * sha256 over a source as it is (of its files, or of its samples where these are files) and the decoder. Of files whose
 * names, inodes, sizes and times are those of an earlier call, nothing is read again.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable`
 */
export async function fingerprintOf(input: IngestInput, context: StageContext): Promise<string> {
  const { source } = input;
  if (isListedFirst(source)) return fingerprintWith(await contentOf(input, context));
  const scope = { ...scopeOf(source), deep: sources[source.kind].identity !== 'files' };
  const before = await statesOf(source.path, scope);
  const stage = ingestStage.version;
  const known = context.artifacts.pointer(`fingerprints/${hashJson({ input, stage, files: before.text })}`);
  const found = await known.get().catch(() => undefined);
  if (typeof found === 'string') return fingerprintWith(found);
  const content = await contentOf(input, context);
  const isSettled = Date.now() - before.changedMs > SETTLED_MS;
  if (isSettled && before.text === (await statesOf(source.path, scope)).text) await known.set(content);
  return fingerprintWith(content);
}

async function contentOf({ source, limits }: IngestInput, context: StageContext): Promise<string> {
  if (sources[source.kind].identity !== 'samples') return hashFiles(source.path, scopeOf(source), context);
  const { labels, items, close } = await openSource(source, context);
  try {
    return await hashSamples({ labels, items }, limits, context);
  } finally {
    await close?.();
  }
}

/** Whether the annotations of a source are parsed before it is known which files are its own: a file of any size. */
export function isListedFirst({ kind }: Source): boolean {
  return !sources[kind].isWithin;
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
