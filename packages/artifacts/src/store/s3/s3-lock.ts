import { randomUUID } from 'node:crypto';
import { messageOf } from '@sightline/contracts';
import { isLeftover, temporaryPrefix } from '../leftovers.ts';
import type { Bucket } from './bucket.ts';

const RENEW_MS = 5_000;
/** Who has not written its lock again for so long, as a waiter measures it, is dead. */
const LAPSE_MS = 30_000;

/**
 * Locks as objects that their holders write again every few seconds, each time on the condition that nobody else has
 * taken them. No clock of another machine matters: a waiter takes the lock that it saw unchanged for too long.
 */
export function s3Locks(bucket: Bucket) {
  const seen = new Map<string, { tag: string; sinceMs: number }>();

  /** The tag of the lock, once this process has it. */
  async function take(key: string): Promise<string | undefined> {
    const created = await bucket.putIf(key, token(), { IfNoneMatch: '*' });
    if (created !== undefined) return created;
    const found = await bucket.get(key, (body) => body.transformToByteArray());
    if (!found) return undefined;
    const { tag, value } = found;
    const before = seen.get(key);
    if (before?.tag !== tag) seen.set(key, { tag, sinceMs: performance.now() });
    const isDead =
      isLeftover(Buffer.from(value).toString(), 'lock') ||
      (before?.tag === tag && performance.now() - before.sinceMs > LAPSE_MS);
    return isDead ? bucket.putIf(key, token(), { IfMatch: tag }) : undefined;
  }

  return async (name: string, onLost: (why: string) => void): Promise<(() => Promise<void>) | undefined> => {
    const key = `locks/${name}`;
    let tag = await take(key);
    if (tag === undefined) return undefined;
    seen.delete(key);
    let renewedAt = performance.now();
    let renewing = Promise.resolve();
    const lose = (why: string) => {
      clearInterval(timer);
      tag = undefined;
      onLost(why);
    };
    const renew = async () => {
      if (tag === undefined) return;
      try {
        tag = await bucket.putIf(key, token(), { IfMatch: tag });
        if (tag === undefined) lose('another process has taken it.');
        else renewedAt = performance.now();
      } catch (error) {
        if (performance.now() - renewedAt > LAPSE_MS) lose(messageOf(error));
      }
    };
    const timer = setInterval(() => void (renewing = renewing.then(renew)), RENEW_MS).unref();
    return async () => {
      clearInterval(timer);
      await renewing;
      if (tag === undefined) return;
      const found = await bucket.get(key, async () => undefined);
      if (found?.tag === tag)
        await bucket.ask(({ client, sdk }) => client.send(new sdk.DeleteObjectCommand(bucket.at(key))));
    };
  };
}

/** No two have the same, so that each writing of a lock can be told from the one before. */
function token(): string {
  return temporaryPrefix('lock') + randomUUID();
}
