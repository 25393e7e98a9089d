import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ArtifactError } from '../errors.ts';
import { sightlineHome } from '../home.ts';
import { s3Location } from '../location.ts';
import type { ByteBackend } from './byte-backend.ts';
import { localBackend } from './local-backend.ts';
import { openBlobCache } from './s3/blob-cache.ts';
import { s3Backend } from './s3/s3-backend.ts';

/** Gigabytes of copies of a bucket's blobs that a machine keeps. */
const CACHE_GB = 20;

/**
 * The backend of a store's location. A bucket's has its copies in this machine's home.
 *
 * @param root as `storeLocation` gives it
 */
export function openBackend(root: string, environment: NodeJS.ProcessEnv = process.env): ByteBackend {
  const location = s3Location(root);
  if (!location) return localBackend(root);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const folder = join(sightlineHome(environment).folder, 'cache', name);
  return s3Backend(location, openBlobCache(folder, cacheBytes(environment['SIGHTLINE_STORE_CACHE_GB'])));
}

function cacheBytes(given: string | undefined): number {
  const gigabytes = Number(given || CACHE_GB);
  if (gigabytes > 0) return gigabytes * 1e9;
  throw new ArtifactError(
    'artifacts/invalid-store',
    `SIGHTLINE_STORE_CACHE_GB is "${given}". Allowed: a number above 0, of gigabytes; ${CACHE_GB} without it.`,
  );
}
