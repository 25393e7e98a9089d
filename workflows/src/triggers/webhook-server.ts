import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@sightline/contracts';
import { secondsOf } from '@sightline/contracts/stages';
import type { TriggerOf } from './kinds/trigger-kind.ts';
import { isSignedWith } from '../webhooks/signature.ts';
import { listTriggers, type OfStore, type Triggered } from './applied.ts';
import type { Fired } from './fire.ts';
import { readSecret } from '../webhooks/secret.ts';

const BODY_LIMIT = 65_536;
/** How long a sender waits to hear which run it is: reading a large source for the first time takes longer. */
const PATIENCE_MS = 5_000;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

export interface WebhookServer {
  url: string;
  close(): Promise<void>;
}

interface Options {
  host: string;
  port: number;
  home: OfStore;
  fire: (trigger: TriggerOf<'webhook'>, triggered: Triggered) => Promise<Fired>;
  log: (text: string) => void;
}

/** What a request is answered with. */
interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}

/**
 * Takes signed messages: `POST /triggers/{pipeline}`.
 *
 * @throws the system's error when the address cannot be listened on
 */
export async function listenForWebhooks(options: Options): Promise<WebhookServer> {
  const { host, port, log } = options;
  const answering = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answered = answer(request, options)
      .catch((error: unknown): Answer => {
        log(`${request.method} ${JSON.stringify(request.url)} failed: ${messageOf(error)}`);
        const message = 'The message could not be dealt with here; the log has why. Send it again.';
        return { ...refusal(500, message) };
      })
      .then((reply) => send(response, reply));
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  });
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: found } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${found}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await Promise.all(answering);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, { home, fire, log }: Options): Promise<Answer> {
  const path = (request.url ?? '').split('?', 1)[0] as string;
  const name = /^\/triggers\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined) return refusal(404, `There is nothing at ${path.slice(0, 120)}. Known: ${ROUTE}.`);
  if (request.method !== 'POST') {
    return { ...refusal(405, `Triggers are fired by POST, not ${request.method}.`), headers: { allow: 'POST' } };
  }
  const body = await bodyOf(request);
  if (!body) return refusal(413, `The body is larger than ${BODY_LIMIT} bytes. Send what is new, not the data itself.`);
  const triggered = (await listTriggers(home)).find(({ pipeline }) => pipeline.name === name);
  const webhook = triggered?.pipeline.triggers.webhook;
  if (!triggered || !webhook) return refusal(404, unknownPipeline(name));

  let secret: string;
  try {
    secret = await readSecret(webhook.secret);
  } catch (error) {
    log(`${name}: ${messageOf(error)}`);
    return refusal(503, `The secret of ${name} cannot be read here; the log has why.`);
  }
  const checked = checkMessage(request, { body, secret, tolerance: secondsOf(webhook.tolerance) });
  if ('refused' in checked) return refusal(checked.status, checked.refused);
  const firing = fire({ kind: 'webhook', message: checked.id }, triggered);
  const fired = await Promise.race([firing, sleep(PATIENCE_MS, undefined, { ref: false })]);
  if (fired) return answerOf(fired);
  // The firing is noted, and what becomes of it is told.
  firing.catch((error: unknown) => log(`${name}: ${messageOf(error)}`));
  return { status: 202, body: { pipeline: name, state: 'pending', next: `sightline why ${name}` } };
}

const ROUTE = 'POST /triggers/{pipeline}';

function answerOf({ pipeline, id, state, runId, reason, isRepeated }: Fired): Answer {
  const body = { pipeline, firing: id, state, ...(runId && { run: runId }), ...(reason && { reason }) };
  if (!isRepeated) return { status: state === 'none' ? 200 : 202, body };
  const error = 'This message was received before: a replay starts nothing. Give a new one another webhook-id.';
  return { status: 409, body: { error, ...body } };
}

/** The id of a message that may be taken, or what is wrong with it. */
function checkMessage(
  { headers }: IncomingMessage,
  { body, secret, tolerance }: { body: Buffer; secret: string; tolerance: number },
): { id: string } | { status: number; refused: string } {
  const [id, time, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]);
  if (typeof id !== 'string' || typeof time !== 'string' || typeof signatures !== 'string') {
    const refused =
      'Expected the headers webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks has them ' +
      '(https://www.standardwebhooks.com): sign "<id>.<timestamp>.<body>" by HMAC-SHA256.';
    return { status: 401, refused };
  }
  const message = { id, timestamp: Number(time), body };
  if (!/^\d{1,12}$/.test(time) || !/^[\x21-\x7e]{1,200}$/.test(id)) {
    const refused = 'Expected as webhook-timestamp the seconds since 1970, and as webhook-id 1 to 200 characters.';
    return { status: 401, refused };
  }
  if (!isSignedWith(message, signatures, secret)) {
    const refused =
      'The signature does not fit the message. Sign the bytes that are sent, by the secret of this pipeline in base64.';
    return { status: 401, refused };
  }
  const late = Math.round(Date.now() / 1_000) - message.timestamp;
  if (Math.abs(late) <= tolerance) return { id };
  const refused =
    `The message is ${Math.abs(late)} s too ${late > 0 ? 'old' : 'new'} by the clock here; ${tolerance} s are ` +
    'allowed. Sign it when it is sent, and set the clocks.';
  return { status: 401, refused };
}

/** `undefined` for one that is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unknownPipeline(name: string): string {
  return (
    `No pipeline ${JSON.stringify(decodeURIComponentSafely(name).slice(0, 80))} takes webhooks here. Give its spec a ` +
    'section triggers: { webhook: … }, and make it true by sightline trigger apply <pipeline.yaml>.'
  );
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  // What is left of a body that was refused is not read.
  const ending = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...headers, ...ending });
  response.end(`${JSON.stringify(body)}\n`);
}
