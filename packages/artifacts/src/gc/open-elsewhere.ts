import { parse } from '@sightline/contracts';
import { z } from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { type Home, homeId } from '../home.ts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import type { OpenRun } from './keep.ts';

const FOLDER = 'open-runs/';
const openRunsSchema = z.array(z.strictObject({ runId: z.string(), startedAt: z.number(), spec: z.json() }));

/** Tells the other homes that use a store which runs of a home have not ended, so that a clean-up there spares them. */
export async function publishOpenRuns(
  { backend }: ArtifactStore,
  home: Pick<Home, 'folder'>,
  runs: readonly OpenRun[],
): Promise<void> {
  const key = keyOf(home);
  if (runs.length === 0) await backend.remove(key);
  else await backend.write(key, canonicalJson(runs));
}

/** The runs of other homes on a store that have not ended, as each home has told last. */
export async function openRunsElsewhere({ backend }: ArtifactStore, home: Pick<Home, 'folder'>): Promise<OpenRun[]> {
  const keys = await backend.list(FOLDER);
  if (keys.length === 0) return [];
  const own = keyOf(home);
  const told = await Promise.all(
    keys
      .filter((key) => key !== own)
      .map(async (key) => {
        const bytes = await backend.read(key);
        return bytes ? parse(openRunsSchema, JSON.parse(bytes.toString()), key) : [];
      }),
  );
  return told.flat();
}

function keyOf(home: Pick<Home, 'folder'>): string {
  return `${FOLDER}${homeId(home)}.json`;
}
