import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { digitsRun, firstFound, writeDigits } from '../digits-run.fixture.ts';
import { signWebhook } from '../webhooks/signature.ts';
import { applyTriggers } from './applied.ts';
import { serveTriggers, type TriggerServer } from './serve.ts';
import { openTriggerPlace, type TriggerPlace } from './triggers.fixture.ts';
import { firingsOf } from './why.ts';

jest.setTimeout(300_000);

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let place: TriggerPlace;
let server: TriggerServer;
const said: string[] = [];
const serve = () => serveTriggers(place.client, { home: place.home, log: (text) => said.push(text) });

beforeAll(async () => {
  place = await openTriggerPlace();
  const images = join(place.folder, 'digits');
  await Promise.all([writeDigits(images, 20), writeFile(join(place.folder, 'secret'), `${secret}\n`)]);
  const { pipeline, who } = digitsRun(images, 1);
  const apply = (name: string, place_: { env: string } | { file: string }) =>
    applyTriggers(
      { pipeline: { ...pipeline, name, triggers: { webhook: { secret: place_, tolerance: '5m' } } }, who },
      place.home,
    );
  for (const name of ['digits', 'at-once', 'refusing']) await apply(name, { file: join(place.folder, 'secret') });
  await apply('no-secret', { env: 'NOBODY_HAS_SET_THIS' });
  await apply('weak-secret', { file: join(images, '../weak') });
  await writeFile(join(place.folder, 'weak'), 'aGVsbG8=');
  await applyTriggers(
    { pipeline: { ...pipeline, name: 'folder-only', triggers: { folder: { settle: '1d' } } }, who },
    place.home,
  );
  server = await serve();
});
afterAll(async () => {
  await server?.close();
  await place?.close();
});

interface Message {
  id?: string;
  at?: number;
  body?: string;
  by?: string;
}
const seconds = () => Math.floor(Date.now() / 1_000);

function signed({ id = 'msg_1', at = seconds(), body = '{}', by = secret }: Message) {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': signWebhook({ id, timestamp: at, body }, by),
  };
  return { method: 'POST', headers, body };
}
async function post(name: string, init: RequestInit): Promise<{ status: number; run?: string; error?: string }> {
  const response = await fetch(`${server.url}/triggers/${name}`, init);
  return { status: response.status, ...((await response.json()) as object) };
}

it('starts one run for a message that is sent three times, also after a restart', async () => {
  const message = signed({});
  expect((await post('digits', message)).status).toBe(202);
  const run = await firstFound(async () => (await firingsOf('digits', place.home)).at(-1)?.runId);
  expect(run).toMatch(/^digits-data-/);
  const replayed = { status: 409, run, error: expect.stringContaining('received before') };
  expect(await post('digits', message)).toMatchObject(replayed);
  await server.close();
  server = await serve();
  expect(await post('digits', message)).toMatchObject(replayed);
  // Another message about the same data.
  await post('digits', signed({ id: 'msg_2' }));
  const second = await firstFound(async () =>
    (await firingsOf('digits', place.home)).find(({ state }) => state === 'none'),
  );
  expect(second.reason).toContain(run);
  expect(await place.started('digits')).toEqual([run]);
});

it('starts one run for a message that comes three times at once', async () => {
  const message = signed({});
  // A sender is not kept waiting where the machine is slow: it hears that the message was taken, not what came of it.
  for (const { status } of await Promise.all([1, 2, 3].map(() => post('at-once', message))))
    expect([202, 409]).toContain(status);
  await firstFound(async () => (await firingsOf('at-once', place.home)).find(({ state }) => state === 'started'));
  expect(await firingsOf('at-once', place.home)).toHaveLength(1);
  expect(await place.started('at-once')).toHaveLength(1);
});

it.each<[string, Message & { headers?: Record<string, string> }, number, RegExp]>([
  ['unsigned', { headers: { 'webhook-signature': '' } }, 401, /does not fit the message/],
  ['signed by another secret', { by: Buffer.alloc(32, 8).toString('base64') }, 401, /secret of this pipeline/],
  ['with another id than it was signed with', { headers: { 'webhook-id': 'msg_9' } }, 401, /does not fit/],
  ['of ten minutes ago', { at: seconds() - 600 }, 401, /too old by the clock here; 300 s are allowed/],
  ['of ten minutes from now', { at: seconds() + 600 }, 401, /too new/],
  ['at no time', { headers: { 'webhook-timestamp': 'now' } }, 401, /seconds since 1970/],
  ['that is too large', { body: 'x'.repeat(65_537) }, 413, /larger than 65536 bytes/],
])('refuses a message %s', async (_, { headers, ...message }, status, says) => {
  const init = signed(message);
  const answer = await post('refusing', { ...init, headers: { ...init.headers, ...headers } });
  expect(answer).toMatchObject({ status, error: expect.stringMatching(says) });
  expect(await firingsOf('refusing', place.home)).toEqual([]);
});

it('refuses a body that is too large, however it is sent', async () => {
  const status = await new Promise((resolve, reject) => {
    const sending = request(`${server.url}/triggers/refusing`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    // In chunks, of a length that is not told.
    for (let part = 0; part < 5; part++) sending.write(Buffer.alloc(16_384));
    sending.end();
  });
  expect(status).toBe(413);
});

it.each<[string, number, RegExp]>([
  ['unknown', 404, /No pipeline "unknown" takes webhooks here\..*trigger apply/],
  ['folder-only', 404, /No pipeline "folder-only" takes webhooks here/],
  ['..%2Fdigits', 404, /No pipeline "\.\.\/digits"/],
  ['no-secret', 503, /secret of no-secret cannot be read/],
  ['weak-secret', 503, /secret of weak-secret cannot be read/],
])('answers for the pipeline %s with %d', async (name, status, says) => {
  expect(await post(name, signed({}))).toMatchObject({ status, error: expect.stringMatching(says) });
});

it('says in its log what is wrong with a secret', () => {
  expect(said).toContainEqual(expect.stringMatching(/variable NOBODY_HAS_SET_THIS has no secret.*openssl rand/));
  expect(said).toContainEqual(expect.stringMatching(/weak is not base64 of at least 24 bytes/));
});

it('says how it is asked, to whoever asks otherwise', async () => {
  const wrong = await fetch(`${server.url}/triggers/digits`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await (await fetch(server.url)).json()).toEqual({
    error: expect.stringContaining('POST /triggers/{pipeline}'),
  });
});
