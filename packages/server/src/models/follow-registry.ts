import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import type { ServedModels } from './served-models.ts';

/**
 * Brings the served models in step with the registry at once (awaited) and then each `interval` milliseconds, until
 * the returned function is called.
 */
export async function followRegistry(
  models: ServedModels,
  interval: number,
  logger: Logger,
): Promise<() => Promise<void>> {
  const stop = new AbortController();
  let trouble = '';

  async function sync(): Promise<void> {
    try {
      await models.sync();
      trouble = '';
    } catch (error) {
      const message = messageOf(error);
      if (message !== trouble) logger.warn(`The registry cannot be read; what is served stays: ${message}`);
      trouble = message;
    }
  }

  async function poll(): Promise<void> {
    for (;;) {
      await setTimeout(interval, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return;
      await sync();
    }
  }

  await sync();
  const polling = poll();
  return async () => {
    stop.abort();
    await polling;
  };
}
