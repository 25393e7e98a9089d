import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '@temporalio/client';

const POLL_MS = 400;
/** For how long a server that does not answer may do so before that is taken for its end. */
const PATIENCE_MS = 30_000;
/** The gRPC codes DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL and UNAVAILABLE: asking again may help. */
const TRANSIENT = new Set([4, 8, 13, 14]);

/** Asks again where the server only did not answer in time: a machine that slept, a restart. */
export async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let silentSince: number | undefined;
  for (;;) {
    const askedAt = Date.now();
    try {
      return await ask();
    } catch (error) {
      const code = error instanceof ServiceError ? (error.cause as { code?: number } | undefined)?.code : undefined;
      if (code === undefined || !TRANSIENT.has(code)) throw error;
      // A question that was open for long had been heard.
      if (Date.now() - askedAt > PATIENCE_MS) silentSince = undefined;
      silentSince ??= Date.now();
      if (Date.now() - silentSince > PATIENCE_MS) throw error;
      await sleep(POLL_MS);
    }
  }
}
