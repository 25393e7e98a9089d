import { homeId, sightlineHome, storeLocation } from '@sightline/artifacts';

/**
 * The task queue of the workers on one artifact store. Another store's workers share the server, never the work: they
 * could not read its artifacts. On a store in a bucket each home has a queue, for a run has its journal and its report
 * in the home that began it.
 *
 * @param root a folder, or `s3://bucket/prefix`
 */
export function taskQueueOf(root: string): string {
  const location = storeLocation(root);
  const isShared = location.startsWith('s3:');
  return `sightline:${location}${isShared ? `#${homeId(sightlineHome())}` : ''}`;
}
