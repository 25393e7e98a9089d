import { resolve } from 'node:path';

/**
 * The task queue of the workers on one artifact store. Another store's workers share the server, never the work: they
 * could not read its artifacts.
 */
export function taskQueueOf(root: string): string {
  return `sightline:${resolve(root)}`;
}
