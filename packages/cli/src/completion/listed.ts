import { listRuns, openRegistry, openStore, readCatalogue, shortId, type Home } from '@sightline/artifacts';

/** What a home has that a shell completes. */
export const listed = {
  runs: ({ runsFolder }: Home) => listRuns(runsFolder),
  models: ({ root }: Home) => openRegistry(openStore(root)).models(),
  datasets: async ({ root }: Home) => {
    const { entries } = await readCatalogue(openStore(root));
    return entries.filter(({ kind }) => kind === 'dataset').map(({ id }) => shortId(id));
  },
} as const satisfies Record<string, (home: Home) => Promise<string[]>>;

export type Listed = keyof typeof listed;
