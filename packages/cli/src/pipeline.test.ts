import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(180_000);

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');

let folder: string;
let file: string;
let temporal: TemporalServer;
let environment: NodeJS.ProcessEnv;

function specOf(epochs: number): string {
  return [
    'name: digits',
    'ingest: { source: { path: digits } }',
    'preprocess: { width: 28, height: 28, channels: 1 }',
    'model: { architecture: cnn, filters: [8], denseUnits: 32 }',
    `fit: { epochs: ${epochs}, batchSize: 16, optimizer: { kind: adam, learningRate: 0.003 } }`,
    'gate: { minimumAccuracy: 0.3 }',
    'deploy: { name: digits }',
  ].join('\n');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-pipeline-'));
  file = join(folder, 'pipeline.yaml');
  await writeFile(file, specOf(4));
  [temporal] = await Promise.all([
    startTemporalServer(),
    promisify(execFile)(process.execPath, [prepareDigits, join(folder, 'digits'), '--limit', '300']),
  ]);
  environment = { SIGHTLINE_HOME: join(folder, 'home'), TEMPORAL_ADDRESS: temporal.address };
});
afterAll(async () => {
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('runs a pipeline with a worker of its own, a plain line for each stage', async () => {
  const { code, stdout, stderr } = await sightline(['run', file], environment);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('No worker is there') });
  expect(stderr).toMatch(/✓ train .*4 epochs/);
  expect(stderr).toMatch(/- serve +left out/);
  expect(stderr).not.toContain('\x1b');
  expect(stdout).toContain('digits version 1 is promoted');
  expect(stdout).toMatch(/runs\/digits-.*\/report\.html/);
});

it('lists and shows what ran', async () => {
  const [run] = JSON.parse((await sightline(['runs', '--json'], environment)).stdout) as {
    runId: string;
    status: string;
  }[];
  expect(run).toMatchObject({ status: 'done' });
  const { stdout } = await sightline(['show', run?.runId as string], environment);
  expect(stdout).toMatch(/✓ evaluate .*accuracy/);
  expect(stdout).toContain('digits version 1 is promoted');
  expect(await sightline(['show', 'nothing'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no run "nothing"'),
  });
});

it('serves, and predicts', async () => {
  const server = start(['serve', '--port', '0', '--json'], environment);
  const [url] = await server.shows(/http:\/\/127\.0\.0\.1:\d+/);
  const [image] = await readdir(join(folder, 'digits/3'));
  const predict = ['predict', join(folder, 'digits/3', image as string), '--url', url];

  const { code, stdout } = await sightline([...predict, '--json'], environment);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ model: 'digits', version: 1, label: expect.stringMatching(/^\d$/) }]);
  expect(await sightline([...predict, '--model', 'letters'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('letters'),
  });

  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
});

it('cancels a run on Ctrl-C and exits with 130', async () => {
  await writeFile(file, specOf(1_000));
  const run = start(['run', file], environment);
  await run.shows(/epoch \d+\/1000/);
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('Cancelling digits-');
  expect(stderr).toMatch(/Run digits-\S+ was cancelled/);
});
