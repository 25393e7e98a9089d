import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(300_000);

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');

let folder: string;
let file: string;
let environment: { SIGHTLINE_HOME: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-service-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
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
  const { code, stderr } = await sightline(['run', file, '--no-follow'], environment);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('`sightline worker`') });
  // A worker that ends with its command is none for the run of another.
  const run = start(['run', file], environment);
  const [, runId] = await run.shows(/run (digits-\S+)/);
  expect((await sightline(['run', file, '--no-follow'], environment)).code).toBe(1);
  run.child.kill('SIGKILL');
  expect(runId).toMatch(/^digits-/);
});

it('goes on with what was interrupted when a worker is there again, and says so', async () => {
  const interrupted = start(['run', file], environment);
  const [, runId] = await interrupted.shows(/run (digits-\S+)/);
  await interrupted.shows(/epoch \d+\/10000/);
  interrupted.child.kill('SIGKILL');

  const worker = start(['worker'], environment);
  await worker.shows(new RegExp(`going on: .*${runId}`));
  const { stdout } = await sightline(['show', runId as string], environment);
  expect(stdout).toContain(`${runId}: running`);

  const { code, stdout: started } = await sightline(['run', file, '--no-follow', '--json'], environment);
  expect(code).toBe(0);
  const other = (JSON.parse(started) as { runId: string }).runId;
  await worker.shows(new RegExp(`${other}: running`));
  worker.child.kill('SIGINT');
  expect((await worker.ended).code).toBe(0);
  expect(await readFile(join(folder, 'home', 'service.json'), 'utf8').catch(() => 'gone')).toBe('gone');
});

it('goes on when the process that has Temporal and the worker is killed under a run', async () => {
  const home = { SIGHTLINE_HOME: join(folder, 'other') };
  const run = start(['run', file], home);
  await run.shows(/epoch \d+\/10000/);
  const { pid } = JSON.parse(await readFile(join(folder, 'other', 'service.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await run.shows(/starting them again[^]*epoch \d+\/10000/);
  run.child.kill('SIGINT');
  expect(await run.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/was cancelled/) });
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
