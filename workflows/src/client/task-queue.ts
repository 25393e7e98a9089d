import { storeLocation } from '@sightline/artifacts';

/**
 * The task queue of the workers on one artifact store. Another store's workers share the server, never the work: they
 * could not read its artifacts. Machines that share a bucket share its queue.
 */
export function taskQueueOf(root: string): string {
  return `sightline:${storeLocation(root)}`;
}
