import { messageOf, type NotifyTarget } from '@sightline/contracts';
import type { RunOutcome, Trigger } from '@sightline/contracts/run';
import { WorkflowsError } from '../errors.ts';
import { readSecret } from '../webhooks/secret.ts';
import { signWebhook } from '../webhooks/signature.ts';

const TIMEOUT_MS = 20_000;

/** What a notice says about a run. */
export interface NoticeOfRun {
  runId: string;
  pipeline: string;
  trigger: Trigger;
  outcome: RunOutcome;
  /** Why, where no model was promoted. */
  reason?: string | undefined;
  model?: { name: string; version: number } | undefined;
}

/** A message about the end of a run. */
export interface Notice extends NoticeOfRun {
  target: NotifyTarget;
  /** The same for all attempts to deliver it. */
  id: string;
}

/**
 * Delivers a message about the end of a run, signed by Standard Webhooks.
 *
 * @throws WorkflowsError `workflows/notice-refused` where the answer is not 2xx, or there is none;
 * `workflows/invalid-secret`
 */
export async function sendNotice({ target: { url, secret }, id, outcome, ...data }: Notice): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1_000);
  const body = JSON.stringify({
    type: `run.${outcome}`,
    timestamp: new Date(timestamp * 1_000).toISOString(),
    data: { ...data, outcome },
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, await readSecret(secret)),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw refused(url, `could not be reached: ${messageOf(why)}`, cause);
  });
  await response.body?.cancel();
  if (!response.ok) throw refused(url, `answered with ${response.status}`);
}

function refused(url: string, how: string, cause?: unknown): WorkflowsError {
  return new WorkflowsError(
    'workflows/notice-refused',
    `${url} ${how}. It is to answer a POST with 2xx within ${TIMEOUT_MS / 1_000} s.`,
    { cause },
  );
}
