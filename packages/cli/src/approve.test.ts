import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(180_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-approve-'));
  const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');
  await promisify(execFile)(process.execPath, [prepareDigits, join(folder, 'digits'), '--limit', '200']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('lets a run that waits in a terminal end from another one', async () => {
  const spec = [
    'name: digits',
    'ingest: { source: { path: digits } }',
    'preprocess: { width: 28, height: 28, channels: 1 }',
    'model: { architecture: cnn, filters: [4] }',
    'fit: { epochs: 2, batchSize: 16 }',
    'gate: { minimumRecall: 0, betterThanConstant: false }',
    'deploy: { name: digits, approval: { within: 1h, otherwise: reject } }',
  ];
  await writeFile(join(folder, 'pipeline.yaml'), spec.join('\n'));
  const environment = { SIGHTLINE_HOME: join(folder, 'home') };
  const run = start(['run', join(folder, 'pipeline.yaml'), '--run-id', 'digits-1'], environment);
  await run.shows(/\? approval {2}digits version 1 waits for approval; there is no production yet\./);
  await run.shows(/sightline approve digits-1 --why …/);

  const approved = await sightline(['approve', 'digits-1', '--why', 'it reads my hand', '--json'], environment);
  const who = userInfo().username;
  expect(approved.code).toBe(0);
  expect(JSON.parse(approved.stdout)).toMatchObject({
    runId: 'digits-1',
    model: { name: 'digits', version: 1 },
    decision: 'approve',
    who,
    why: 'it reads my hand',
    outcome: 'promoted',
  });
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('digits version 1 is promoted') });
  expect(stderr).toContain(`✓ approval  ${who} approved digits version 1: it reads my hand`);
});
