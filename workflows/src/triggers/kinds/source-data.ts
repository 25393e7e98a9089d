import { hashJson, type StageContext } from '@sightline/artifacts';
import type { Triggered } from '../applied.ts';

/**
 * The fingerprint of what the source of a pipeline holds. Files that were read before and have not changed are not read
 * again.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/source-unreadable` and others
 */
export async function dataOfSource({ pipeline }: Triggered, context: StageContext): Promise<string> {
  const { ingestStage } = await import('@sightline/ingest/stages');
  return hashJson(await ingestStage.fingerprint?.(pipeline.ingest, context));
}
