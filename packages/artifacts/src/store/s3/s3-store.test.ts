import { spawn, type StdioOptions } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '@sightline/contracts';
import { storeLocation } from '../../location.ts';
import { blobKey } from '../keys.ts';
import { openBackend } from '../open-backend.ts';
import { probeStore } from '../probe.ts';
import { openStore } from '../store.ts';
import { takeSweepLease, waitForSweep } from '../sweep-lease.ts';
import { type Faults, startFaultyProxy } from './faulty-proxy.fixture.ts';
import { BUCKET, withS3Server } from './s3-server.fixture.ts';

const s3 = withS3Server();

const lineage = { stage: 'ingest', stageVersion: 1, input: {}, parents: [], seed: 1 };
const root = () => `s3://${BUCKET}/stores/one/`;
const make = (text: string, place = root()) =>
  openStore(place).create('dataset', lineage, async (writer) => void (await writer.add('a.txt', text)));
const blobOf = async (place: string, ref: ArtifactRef) => {
  const { files } = await openStore(place).manifest(ref);
  return blobKey(files[0]!.sha256);
};

/** Works on the store as another machine with an empty cache would. */
async function onAnotherMachine<Value>(work: () => Promise<Value>): Promise<Value> {
  const own = process.env['SIGHTLINE_HOME'];
  process.env['SIGHTLINE_HOME'] = await mkdtemp(join(s3.folder, 'machine-'));
  try {
    return await work();
  } finally {
    process.env['SIGHTLINE_HOME'] = own;
  }
}

/** Works on the store through a network, or beside a clock, that has faults. */
async function withFaults(faults: Faults, work: (place: string) => Promise<void>): Promise<void> {
  const proxy = await startFaultyProxy(s3.url, faults);
  try {
    await work(`s3://${BUCKET}/stores/one?endpoint=${proxy.url}`);
  } finally {
    proxy.stop();
  }
}

describe('a store in an S3 bucket', () => {
  it('is the same one under each spelling, and on each machine', async () => {
    const ref = await make('hello');
    expect(openStore(root()).root).toBe(`s3://${BUCKET}/stores/one?endpoint=${s3.url}`);
    await onAnotherMachine(async () => {
      const store = openStore(`s3://${BUCKET}/stores//one`);
      expect((await store.read(ref, 'a.txt')).toString()).toBe('hello');
      await store.confirm(ref);
    });
  });

  it('is another one at another server', () => {
    const [one, other] = ['http://s3.example', 'https://s3.example/'].map((endpoint) =>
      storeLocation('s3://bucket', { AWS_ENDPOINT_URL_S3: endpoint }),
    );
    expect(one).toBe('s3://bucket?endpoint=http://s3.example');
    expect(other).toBe('s3://bucket?endpoint=https://s3.example');
    expect(storeLocation(one!, { AWS_ENDPOINT_URL_S3: 'https://other.example' })).toBe(one);
    expect(storeLocation('s3://bucket', {})).toBe('s3://bucket');
    expect(() => storeLocation('s3://bucket', { AWS_ENDPOINT_URL: 's3.example' })).toThrow(
      /not the address of an S3 server/,
    );
  });

  it('confirms an artifact without fetching it', async () => {
    const ref = await make('large');
    const fetched: string[] = [];
    const onRequest: Faults['onRequest'] = ({ method, url }) => {
      if (method === 'GET' && url.includes('/blobs/')) fetched.push(url);
      return 'passes';
    };
    await withFaults({ onRequest }, (place) => onAnotherMachine(() => openStore(place).confirm(ref)));
    expect(fetched).toEqual([]);
    await openBackend(storeLocation(root())).remove(await blobOf(root(), ref));
    await expect(openStore(root()).confirm(ref)).rejects.toMatchObject({ code: 'artifacts/not-found' });
  });

  it('takes no bytes that have another hash than their name, and looks at them until they are mended', async () => {
    const ref = await make('mended');
    await openBackend(storeLocation(root())).write(await blobOf(root(), ref), 'nedmed');
    await onAnotherMachine(async () => {
      await expect(openStore(root()).read(ref, 'a.txt')).rejects.toMatchObject({ code: 'artifacts/corrupt' });
      await expect(openStore(root()).confirm(ref)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
      await make('mended');
      await openStore(root()).confirm(ref);
      expect((await openStore(root()).read(ref, 'a.txt')).toString()).toBe('mended');
    });
  });

  it('fetches again what breaks off', async () => {
    const ref = await make('broken off');
    let breaks = 2;
    const breaksOff: Faults['breaksOff'] = ({ method, url }) =>
      method === 'GET' && url.includes('/blobs/') && breaks-- > 0;
    await withFaults({ breaksOff }, (place) =>
      onAnotherMachine(async () => expect((await openStore(place).read(ref, 'a.txt')).toString()).toBe('broken off')),
    );
    expect(breaks).toBe(-1);
  });

  it('shows nothing of what a process was sending when it was killed', async () => {
    let child: ReturnType<typeof spawn> | undefined;
    const parts: string[] = [];
    const onRequest: Faults['onRequest'] = ({ url }) => {
      const part = /partNumber=(\d+)/.exec(url)?.[1];
      if (part === undefined) return 'passes';
      parts.push(part);
      if (parts.length < 4) return 'passes';
      child?.kill('SIGKILL');
      return 'gets lost';
    };
    await withFaults({ onRequest }, async (place) => {
      const module = join(__dirname, '../../../dist/store/open-backend.js');
      const script = `
        import { openBackend } from ${JSON.stringify(module)};
        const received = await openBackend(${JSON.stringify(place)}).receive([Buffer.alloc(80_000_000, 7)]);
        await received.commit('killed/blob');`;
      const stdio: StdioOptions = ['ignore', 'inherit', 'inherit'];
      child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio, env: process.env });
      await once(child, 'close');
    });
    expect(child?.signalCode).toBe('SIGKILL');
    expect(parts.length).toBeGreaterThanOrEqual(4);
    expect(await openBackend(storeLocation(root())).list('killed/')).toEqual([]);
  });

  it('tells when an object was written, and sees a clean-up, where the clock of its server is wrong', async () => {
    const shift = 180_000;
    const onAnswer: Faults['onAnswer'] = (headers) => {
      for (const name of ['date', 'last-modified'] as const) {
        const at = headers[name];
        if (at) headers[name] = new Date(Date.parse(at) - shift).toUTCString();
      }
    };
    await withFaults({ onAnswer }, async (place) => {
      const backend = openBackend(place);
      await backend.write('clock', 'x');
      const { modifiedAt } = (await backend.describe('clock'))!;
      expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
      const lease = await takeSweepLease(backend);
      const waits = new EventEmitter();
      const told = once(waits, 'wait');
      const waiting = waitForSweep(openBackend(place), { onWait: () => waits.emit('wait') });
      await told;
      await lease.release();
      expect(await waiting).toBe(true);
    });
  });

  it('gives the lock of a dead holder to another', async () => {
    const module = join(__dirname, '../../../dist/store/open-backend.js');
    const place = storeLocation(root());
    const script = `
      import { openBackend } from ${JSON.stringify(module)};
      await openBackend(${JSON.stringify(place)}).lock('dead', () => undefined);
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: process.env,
    });
    await once(child, 'close');
    const locks = await Promise.all(Array.from({ length: 4 }, () => openBackend(place).lock('dead', () => undefined)));
    expect(locks.filter(Boolean)).toHaveLength(1);
    await locks.find(Boolean)?.();
  });

  it('gives on the lock of a holder elsewhere that gives no sign of life, and tells it', async () => {
    const lost: string[] = [];
    const [holder, waiter] = [openBackend(storeLocation(root())), openBackend(storeLocation(root()))];
    await holder.lock('far', (why) => lost.push(why));
    // As if another machine had it.
    await holder.write('locks/far', 'lock-elsewhere-1-x');
    expect(await waiter.lock('far', () => undefined)).toBeUndefined();
    expect(await waiter.lock('far', () => undefined)).toBeUndefined();
    const now = performance.now.bind(performance);
    const later = jest.spyOn(performance, 'now').mockImplementation(() => now() + 31_000);
    const release = await waiter.lock('far', () => undefined);
    later.mockRestore();
    expect(release).toBeDefined();
    while (lost.length === 0) await new Promise((wake) => setTimeout(wake, 50));
    expect(lost).toEqual(['another process has taken it.']);
    await release?.();
    expect(await waiter.list('locks/')).toEqual([]);
  });

  it('is tried by a probe, which leaves nothing', async () => {
    expect(await probeStore(storeLocation(root()))).toBeGreaterThan(0);
    expect(await openBackend(storeLocation(root())).list('probe/')).toEqual([]);
    expect(await probeStore(s3.folder)).toBeUndefined();
    const onRequest: Faults['onRequest'] = ({ headers }) => (headers['if-none-match'] ? 'says it is done' : 'passes');
    await withFaults({ onRequest }, (place) =>
      expect(probeStore(place)).rejects.toThrow(
        /overwrites an object that must stay \(If-None-Match\)[^]*Use a server/,
      ),
    );
  });

  it('fetches a copy again that was altered on this machine', async () => {
    const ref = await make('altered');
    await writeFile(await openStore(root()).filePath(ref, 'a.txt'), 'blterea');
    expect((await openStore(root()).read(ref, 'a.txt')).toString()).toBe('altered');
    await writeFile(await openStore(root()).filePath(ref, 'a.txt'), 'blterea');
    expect(await readFile(await openStore(root()).filePath(ref, 'a.txt'), 'utf8')).toBe('altered');
  });

  it('says what to do without the bucket, with wrong credentials, or when nobody answers', async () => {
    await expect(openStore('s3://sightline-none/x').pointer('x').get()).rejects.toMatchObject({
      code: 'artifacts/storage-refused',
      message: expect.stringMatching(/There is no bucket sightline-none at http.* Create it/),
    });
    const { AWS_SECRET_ACCESS_KEY: secret, AWS_ENDPOINT_URL_S3: endpoint } = process.env;
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong';
    await expect(openStore(root()).pointer('x').set(1)).rejects.toMatchObject({
      code: 'artifacts/storage-refused',
      message: expect.stringMatching(/Check the credentials/),
    });
    process.env['AWS_SECRET_ACCESS_KEY'] = secret;
    process.env['AWS_ENDPOINT_URL_S3'] = 'http://127.0.0.1:9';
    await expect(openStore(root()).pointer('x').get()).rejects.toMatchObject({
      code: 'artifacts/storage-failed',
      message: expect.stringMatching(/could not be reached [^]*AWS_ENDPOINT_URL_S3/),
    });
    process.env['AWS_ENDPOINT_URL_S3'] = endpoint;
    expect(() => openStore('gs://bucket/x')).toThrow(/names no artifact store\. Allowed/);
  });
});
