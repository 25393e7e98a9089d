import { join, resolve } from 'node:path';
import { storeLocation } from './location.ts';

/** Where a user's data lies. */
export interface Home {
  /** Holds all of it. */
  folder: string;
  /** The artifact store: a folder, or `s3://bucket/prefix`. */
  root: string;
  /** One folder per run. */
  runsFolder: string;
  /** What augmentations do to samples: pages and pictures. */
  previewsFolder: string;
  /** The state of this home's own Temporal server. */
  databaseFile: string;
  /** Names the process that runs Temporal and the worker for this home's commands; absent while none does. */
  serviceFile: string;
  /** What that process and the worker said last. */
  serviceLog: string;
}

/**
 * `.sightline` in the working directory, or `SIGHTLINE_HOME`; its store is elsewhere where `SIGHTLINE_STORE` says so.
 *
 * @throws ArtifactError `artifacts/invalid-store`
 */
export function sightlineHome(environment: NodeJS.ProcessEnv = process.env): Home {
  const folder = resolve(environment['SIGHTLINE_HOME'] || '.sightline');
  return {
    folder,
    root: storeLocation(environment['SIGHTLINE_STORE'] || join(folder, 'artifacts'), environment),
    runsFolder: join(folder, 'runs'),
    previewsFolder: join(folder, 'previews'),
    databaseFile: join(folder, 'temporal.db'),
    serviceFile: join(folder, 'service.json'),
    serviceLog: join(folder, 'service.log'),
  };
}
