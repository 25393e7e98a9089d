import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed of a message: the scheme of Standard Webhooks (https://www.standardwebhooks.com). */
export interface WebhookMessage {
  /** Given by the sender, another one for each message: `webhook-id`. */
  id: string;
  /** When it was sent, in seconds since 1970: `webhook-timestamp`. */
  timestamp: number;
  /** As it is sent, byte for byte. */
  body: string | Uint8Array;
}

/** Below this many bytes a secret can be guessed. */
const LEAST_SECRET = 24;
const PREFIX = 'whsec_';
const VERSION = 'v1';

/**
 * The header `webhook-signature` of a message: HMAC-SHA256 over its id, time and body, in base64.
 *
 * @param secret base64, with or without `whsec_` before it
 * @throws RangeError for one that is not base64 of at least 24 bytes
 * @example
 * const signature = signWebhook({ id: 'msg_1', timestamp: 1_796_000_000, body: '{}' }, secret); // v1,…
 */
export function signWebhook({ id, timestamp, body }: WebhookMessage, secret: string): string {
  const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `${VERSION},${hmac.digest('base64')}`;
}

/**
 * Whether a message was signed with the secret. Takes as long whatever differs.
 *
 * @param signatures the header: one, or several with spaces between them, of which one must fit
 * @throws as {@link signWebhook}
 */
export function isSignedWith(message: WebhookMessage, signatures: string, secret: string): boolean {
  const expected = Buffer.from(signWebhook(message, secret));
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function keyOf(secret: string): Buffer {
  const text = secret.trim().replace(PREFIX, '');
  const key = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (isBase64 && key.length >= LEAST_SECRET) return key;
  throw new RangeError(
    `is not base64 of at least ${LEAST_SECRET} bytes. \`openssl rand -base64 32\` makes one that is.`,
  );
}
