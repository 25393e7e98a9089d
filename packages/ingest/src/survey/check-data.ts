import type { StageContext } from '@sightline/artifacts';
import { errorCodeOf, messageOf, type Problem } from '@sightline/contracts';
import { checkFiles, type WithFiles } from './check-files.ts';
import { checkImages, type WithImages } from './check-images.ts';
import { checkSplits, type WithSplits } from './check-splits.ts';
import { type Survey, survey } from './survey.ts';

/** What was looked at, and what was found. */
export interface DataCheck {
  readonly looked: string;
  readonly problems: readonly Problem[];
}

/**
 * What a pipeline and its data, files and weights say only together, quickly: samples are listed and divided as the
 * split would, and the images of at most 64 are looked at. Nothing is stored.
 */
export async function checkData(
  pipeline: WithFiles & WithImages & WithSplits,
  context: StageContext,
): Promise<DataCheck> {
  const files = await checkFiles(pipeline, context);
  try {
    const seen = await survey(pipeline.ingest.source, context);
    const problems = [...files, ...checkImages(seen, pipeline), ...checkSplits(seen, pipeline)];
    return { looked: whatWasLookedAt(seen), problems };
  } catch (error) {
    if (!errorCodeOf(error)?.startsWith('ingest/')) throw error;
    const problem = { severity: 'error', key: 'ingest.source', message: messageOf(error) } as const;
    return { looked: 'The source was looked for.', problems: [...files, problem] };
  }
}

function whatWasLookedAt({ unlisted, items, of, looked }: Survey): string {
  if (unlisted) return `The source is there. What is in it is known after ingest: ${unlisted}.`;
  if (of === 'videos') return `Looked at the list of ${items.length} videos, and at the headers of ${looked}.`;
  return `Looked at the list of ${items.length} samples, and at the images of ${looked}.`;
}
