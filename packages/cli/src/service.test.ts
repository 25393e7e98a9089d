import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(900_000);

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');

let folder: string;
let file: string;
let environment: { SIGHTLINE_HOME: string };
let serviceFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-service-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  serviceFile = join(folder, 'home', 'service.json');
  await promisify(execFile)(process.execPath, [prepareDigits, join(folder, 'digits'), '--limit', '200']);
  file = join(folder, 'pipeline.yaml');
  await writeFile(
    file,
    [
      'name: digits',
      'ingest: { source: { path: digits } }',
      'preprocess: { width: 28, height: 28, channels: 1 }',
      'model: { architecture: cnn, filters: [4] }',
      'fit: { epochs: 10000, batchSize: 16, optimizer: { kind: adam } }',
      'deploy: { name: digits }',
    ].join('\n'),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));

it('starts no run that nobody would take, and says what to do', async () => {
  expect(await sightline(['run', file, '--no-follow'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('`sightline worker`'),
  });
});

it('survives the end of its service and of its command', async () => {
  const run = start(['run', file], environment);
  const [, runId] = await run.shows(/run (digits-\S+)/);
  await run.shows(/epoch +\d+\/10000/);
  // A worker that ends with its command is none for the run of another.
  expect((await sightline(['run', file, '--no-follow'], environment)).code).toBe(1);

  const { pid } = JSON.parse(await readFile(serviceFile, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await run.shows(/starting them again[^]*epoch +\d+\/10000/);
  run.child.kill('SIGKILL');

  const worker = start(['worker'], environment);
  await worker.shows(new RegExp(`going on: .*${runId}`));
  const { code, stdout } = await sightline(['run', file, '--no-follow', '--json'], environment);
  expect(code).toBe(0);
  await worker.shows(new RegExp(`${(JSON.parse(stdout) as { runId: string }).runId}: running`));
  worker.child.kill('SIGINT');
  expect((await worker.ended).code).toBe(0);
  expect(await readFile(serviceFile, 'utf8').catch(() => 'gone')).toBe('gone');
});

it('serves what is promoted without a pipeline, and takes runs', async () => {
  const up = start(['up', '--port', '0'], environment);
  await up.shows(/Serving\. Ctrl-C stops everything\./);
  const { temporal } = JSON.parse((await sightline(['doctor', '--json'], environment)).stdout) as {
    temporal: { worker: boolean; service: { worker: string } };
  };
  expect(temporal).toMatchObject({ worker: true, service: { worker: 'lasting' } });
  up.child.kill('SIGINT');
  expect((await up.ended).code).toBe(0);
  expect((await sightline(['up', '--exit'], environment)).code).toBe(2);
});
