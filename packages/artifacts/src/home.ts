import { join, resolve } from 'node:path';

/** Where a user's data lies. */
export interface Home {
  /** The artifact store. */
  root: string;
  /** One folder per run. */
  runsFolder: string;
  /** What augmentations do to samples: pages and pictures. */
  previewsFolder: string;
  /** The state of the Temporal server that this command starts by itself. */
  databaseFile: string;
}

/** `.sightline` in the working directory, or `SIGHTLINE_HOME`. */
export function sightlineHome(environment: NodeJS.ProcessEnv = process.env): Home {
  const folder = resolve(environment['SIGHTLINE_HOME'] || '.sightline');
  return {
    root: join(folder, 'artifacts'),
    runsFolder: join(folder, 'runs'),
    previewsFolder: join(folder, 'previews'),
    databaseFile: join(folder, 'temporal.db'),
  };
}
