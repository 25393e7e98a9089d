import { dirname } from 'node:path';
import { Context } from '@temporalio/activity';
import {
  type ArtifactStore,
  collectGarbage,
  type GarbageCount,
  type KeepRules,
  openRunsElsewhere,
  tallyGarbage,
} from '@sightline/artifacts';
import { readOpenRuns } from '../journal/read.ts';

/** What a clean-up has removed. */
export interface Collected {
  kinds: GarbageCount[];
  bytes: number;
}

/** Removes what nothing needs, and shows that it lives. */
export async function collect(store: ArtifactStore, runsFolder: string, keep: KeepRules): Promise<Collected> {
  const context = Context.current();
  const garbage = await collectGarbage(store, {
    keep,
    openRuns: async () => [
      ...(await readOpenRuns(runsFolder)),
      ...(await openRunsElsewhere(store, { folder: dirname(runsFolder) })),
    ],
    signal: context.cancellationSignal,
    progress: (event) => context.heartbeat(event),
  });
  const kinds = tallyGarbage(garbage);
  return { kinds, bytes: kinds.reduce((sum, { bytes }) => sum + bytes, 0) };
}
