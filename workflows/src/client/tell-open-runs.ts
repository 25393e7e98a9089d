import { dirname, sep } from 'node:path';
import { openStore, publishOpenRuns } from '@sightline/artifacts';
import type { Places } from '../activities/activities.ts';
import { readOpenRuns } from '../journal/read.ts';

/**
 * What tells the other homes of a store, each time that it is called, which runs of this one are open. Does nothing
 * where the store lies in the home, which is then the only one.
 *
 * @returns called with the ids of the open runs
 */
export function openRunsTeller({ root, runsFolder }: Places): (open: readonly string[]) => Promise<void> {
  const folder = dirname(runsFolder);
  if (root.startsWith(folder + sep)) return async () => undefined;
  const store = openStore(root);
  let told: string | undefined;
  return async (open) => {
    const news = [...open].sort().join('\n');
    if (news === told) return;
    const runs = open.length > 0 ? await readOpenRuns(runsFolder) : [];
    await publishOpenRuns(store, { folder }, runs);
    told = news;
  };
}
