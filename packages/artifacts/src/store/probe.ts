import { randomUUID } from 'node:crypto';
import { ArtifactError } from '../errors.ts';
import { s3Location } from '../location.ts';
import { openBackend } from './open-backend.ts';

/**
 * Tries all that a store in a bucket must be able to do, on an object that it removes again.
 *
 * @param root as `storeLocation` gives it
 * @returns the milliseconds that it took, or `undefined` for a folder, which is not asked
 * @throws ArtifactError `artifacts/storage-refused` or `artifacts/storage-failed`: what is missing, and how to mend it
 */
export async function probeStore(root: string): Promise<number | undefined> {
  const location = s3Location(root);
  if (!location) return undefined;
  const startedAt = performance.now();
  const backend = openBackend(root);
  const key = `probe/${randomUUID()}`;
  await backend.write(key, 'first');
  try {
    const isKept = !(await backend.create(key, 'second')) && String(await backend.read(key)) === 'first';
    if (!isKept) throw unfit(location.bucket, 'overwrites an object that must stay (If-None-Match)');
    if (!(await backend.list('probe/')).includes(key)) throw unfit(location.bucket, 'does not list what it has');
  } finally {
    await backend.remove(key);
  }
  return Math.round(performance.now() - startedAt);
}

function unfit(bucket: string, how: string): ArtifactError {
  return new ArtifactError(
    'artifacts/storage-refused',
    `The server of the bucket ${bucket} ${how}: machines that share it could undo each other's work. Use a server ` +
      'that does as S3 does since 2024.',
  );
}
