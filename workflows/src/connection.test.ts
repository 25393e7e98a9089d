import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { runWorker } from './worker/worker.ts';
import { hasWorker } from './client/has-worker.ts';
import { connect, requireNamespace } from './connection/connect.ts';
import { CERTIFICATES, startTlsProxy } from './connection/tls-proxy.fixture.ts';

const PATIENCE_MS = 60_000;
const before = { ...process.env };
let folder: string;
let server: TemporalServer;
let secure: Awaited<ReturnType<typeof startTlsProxy>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-connect-'));
  for (const [name, text] of Object.entries(CERTIFICATES)) await writeFile(join(folder, name), text);
  server = await startTemporalServer();
  secure = await startTlsProxy(server.address);
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(async () => {
  await secure?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});
const withCertificates = () =>
  Object.assign(process.env, {
    TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
    TEMPORAL_ADDRESS: secure.address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
    TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'client.pem'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'client.key'),
    TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
  });

it('says which server does not answer', async () => {
  await expect(connect('127.0.0.1:1')).rejects.toMatchObject({
    code: 'workflows/server-unreachable',
    message: 'No Temporal server answers at 127.0.0.1:1.',
  });
});

it('fails a call that is made, or made again, after the connection was closed', async () => {
  const brief = await startTemporalServer();
  const client = await connect(brief.address, PATIENCE_MS);
  await brief.stop();
  const asked = client.workflow.getHandle('none').describe();
  // The first try has failed, the second is to come.
  await sleep(150);
  await client.connection.close();
  await expect(asked).rejects.toThrow();
  await expect(client.workflow.getHandle('none').describe()).rejects.toThrow();
});

it('shows a certificate where the server wants one, as a worker does', async () => {
  withCertificates();
  const stopping = new AbortController();
  const places = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const worker = runWorker({ address: secure.address, ...places, signal: stopping.signal, onReady: isReady });
  await Promise.race([ready, worker]);
  const client = await connect(secure.address, PATIENCE_MS);
  await requireNamespace(client, secure.address);
  expect(await hasWorker(client, places.root)).toBe(true);
  await client.connection.close();
  stopping.abort();
  await worker;
});

it.each([
  ['an authority', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
  ['a certificate', 'TEMPORAL_TLS_CLIENT_CERT_PATH'],
  ['the name that the server has', 'TEMPORAL_TLS_SERVER_NAME'],
])('says what to mend where the client lacks %s', async (_, variable) => {
  withCertificates();
  delete process.env[variable];
  if (variable.includes('CLIENT_CERT')) delete process.env['TEMPORAL_TLS_CLIENT_KEY_PATH'];
  await expect(connect(secure.address)).rejects.toMatchObject({
    code: 'workflows/invalid-connection',
    message: expect.stringMatching(new RegExp(`do not agree on TLS \\(.+\\)[^]*${variable}`)),
  });
});

it('says what to mend where the server knows no TLS', async () => {
  Object.assign(process.env, { TEMPORAL_ADDRESS: server.address, TEMPORAL_TLS: 'true' });
  await expect(connect(server.address)).rejects.toMatchObject({
    code: 'workflows/invalid-connection',
    message: expect.stringMatching(/do not agree on TLS[^]*Check TEMPORAL_TLS,/),
  });
});

it('says what to mend where there is no such namespace', async () => {
  Object.assign(process.env, { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: 'vision' });
  const client = await connect(server.address, PATIENCE_MS);
  await expect(requireNamespace(client, server.address)).rejects.toMatchObject({
    code: 'workflows/invalid-connection',
    message: expect.stringMatching(/has no namespace vision\. Correct TEMPORAL_NAMESPACE, or create it/),
  });
  await client.connection.close();
});

it('keeps from Temporal what a run is given, where there is a key for it', async () => {
  process.env['SIGHTLINE_PAYLOAD_KEYS'] = `one:${Buffer.alloc(32, 1).toString('base64')}`;
  const client = await connect(server.address, PATIENCE_MS);
  const given = {
    workflowId: 'secret',
    taskQueue: 'nobody',
    args: [{ source: 'patients' }],
    memo: { note: 'patients' },
  };
  const handle = await client.workflow.start('trainToServe', given);
  const { events } = await handle.fetchHistory();
  const { input, memo } = events![0]!.workflowExecutionStartedEventAttributes!;
  for (const { metadata, data } of [input!.payloads![0]!, memo!.fields!['note']!]) {
    expect(Buffer.from(metadata!['encryption-key-id']!).toString()).toBe('one');
    expect(Buffer.from(data!).toString('latin1')).not.toContain('patients');
  }
  expect((await handle.describe()).memo).toEqual({ note: 'patients' });
  await client.connection.close();
});
