import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const BUCKET = 'sightline-test';
const START_MS = 60_000;
const NAMED = process.env['SEAWEEDFS_PATH'];
const INSTALLED = join(process.env['SIGHTLINE_CACHE'] || join(homedir(), '.cache', 'sightline'), 'seaweedfs-4.48/weed');

/** What {@link withS3Server} gives the tests of a file, from their `beforeAll` on. */
interface S3Place {
  /** A temporary folder. */
  readonly folder: string;
  /** The home within it, which `SIGHTLINE_HOME` names. */
  readonly home: string;
  readonly url: string;
}

/** Has a real S3 server with an empty bucket, and a new home, during the tests of a file. */
export function withS3Server(): S3Place {
  const place = { folder: '', home: '', url: '' };
  const before = { ...process.env };
  let server: Awaited<ReturnType<typeof startS3Server>> | undefined;
  beforeAll(async () => {
    place.folder = await mkdtemp(join(tmpdir(), 'sightline-s3-tests-'));
    place.home = join(place.folder, 'home');
    process.env['SIGHTLINE_HOME'] = place.home;
    server = await startS3Server();
    place.url = server.url;
  });
  afterAll(async () => {
    await server?.stop();
    process.env = before;
    await rm(place.folder, { recursive: true, force: true });
  });
  return place;
}

/** A real S3 server with an empty bucket, on free ports; this process's AWS variables then name it. */
async function startS3Server(): Promise<{ url: string; stop(): Promise<void> }> {
  const binary = NAMED || INSTALLED;
  if (!existsSync(binary))
    throw new Error(`There is no SeaweedFS at ${binary}: \`npm test -- artifacts\` installs it.`);
  const folder = await mkdtemp(join(tmpdir(), 'sightline-s3-'));
  const config = join(folder, 's3.json');
  const keys = { accessKey: 'test-key', secretKey: 'test-secret' };
  await writeFile(
    config,
    JSON.stringify({
      identities: [{ name: 'test', credentials: [keys], actions: ['Admin', 'Read', 'Write', 'List'] }],
    }),
  );
  const ports = await freePorts(8);
  const named = ['master.port', 'volume.port', 'filer.port', 's3.port'].flatMap((name, at) => [
    `-${name}=${ports[2 * at]}`,
    `-${name}.grpc=${ports[2 * at + 1]}`,
  ]);
  const options = ['-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-master.telemetry=false', '-s3', '-filer', `-dir=${folder}`];
  const small = ['-master.volumeSizeLimitMB=64', '-volume.max=20', '-volume.preStopSeconds=0'];
  const plain = ['-s3.iam=false', '-s3.port.iceberg=0', '-s3.port.lance=0', '-s3.autoCreateBucket=false'];
  const server = spawn(
    binary,
    [`-logdir=${folder}`, 'server', ...options, ...small, ...plain, `-s3.config=${config}`, ...named],
    { stdio: 'ignore', detached: true },
  );
  // Ends the server with this process, however that ends
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill "$1"', 'sh', String(server.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const url = `http://127.0.0.1:${ports[6]}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: keys.accessKey,
    AWS_SECRET_ACCESS_KEY: keys.secretKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  await makeBucket();
  return {
    url,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      watcher.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeBucket(): Promise<void> {
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ forcePathStyle: true, maxAttempts: 1 });
  for (const deadline = Date.now() + START_MS; ;) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
      return client.destroy();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
