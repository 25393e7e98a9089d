import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** What tells a home from all others, on whatever machine: it is drawn once, and kept in the home. */
export function homeId({ folder }: Pick<Home, 'folder'>): string {
  const [file, draft] = [join(folder, 'id'), join(folder, `.id-${randomBytes(6).toString('hex')}`)];
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, randomBytes(6).toString('hex'));
    try {
      // Of two who draw one at once, the first counts.
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, 'utf8');
}
