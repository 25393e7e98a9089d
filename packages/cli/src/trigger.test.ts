import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signWebhook } from '@sightline/workflows';
import { sightline, start } from './cli.fixture.ts';

jest.setTimeout(300_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-trigger-'));
  const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');
  await promisify(execFile)(process.execPath, [prepareDigits, join(folder, 'digits'), '--limit', '200']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('starts runs for messages and by hand, and says why, from apply to delete', async () => {
  const spec = [
    'name: digits',
    'ingest: { source: { path: digits } }',
    'preprocess: { width: 28, height: 28, channels: 1 }',
    'model: { architecture: cnn, filters: [4] }',
    'fit: { epochs: 1, batchSize: 16 }',
    'gate: { minimumRecall: 0, betterThanConstant: false }',
    'deploy: { name: digits }',
    'triggers: { webhook: { secret: { env: SECRET } } }',
  ];
  const file = join(folder, 'pipeline.yaml');
  await writeFile(file, spec.join('\n'));
  const secret = Buffer.alloc(32, 5).toString('base64');
  const environment = { SIGHTLINE_HOME: join(folder, 'home'), SECRET: secret };
  const json = async (...words: string[]) => {
    const { code, stdout } = await sightline([...words, '--json'], environment);
    return { code, ...(JSON.parse(stdout) as { runId: string }) };
  };

  expect((await sightline(['trigger'], environment)).stdout).toContain('No triggers yet');
  expect((await sightline(['trigger', 'apply', file], environment)).stdout).toContain('digits has triggers now');
  expect((await sightline(['trigger', 'list'], environment)).stdout).toMatch(/digits {4}a webhook, within 5m/);
  expect((await sightline(['why', 'digits'], environment)).stdout).toContain('Nothing has fired for digits here');

  const serving = start(['trigger', 'serve', '--port', '0'], environment);
  const [url] = await serving.shows(/http:\S+\/triggers\//);
  const [id, timestamp, body] = ['batch-1', Math.floor(Date.now() / 1_000), '{}'];
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook({ id, timestamp, body }, secret),
  };
  const response = await fetch(`${url}digits`, { method: 'POST', headers, body });
  expect(response.status).toBe(202);
  const { run } = (await response.json()) as { run: string };
  await serving.shows(new RegExp(`digits: fired by webhook message batch-1; run ${run}`));
  expect((await sightline(['follow', run], environment)).code).toBe(0);

  const fired = await json('trigger', 'fire', 'digits', '--key', 'again');
  expect(fired).toMatchObject({ code: 0, state: 'started', isRepeated: false });
  expect(await json('trigger', 'fire', 'digits', '--key', 'again')).toMatchObject({ ...fired, isRepeated: true });
  expect((await sightline(['follow', fired.runId], environment)).code).toBe(0);
  serving.child.kill('SIGINT');
  await serving.ended;

  const { stdout } = await sightline(['why', 'digits'], environment);
  const lines = stdout.trim().split('\n');
  expect(lines[1]).toMatch(/by hand \(again\) .* unchanged: Nothing has changed since run /);
  expect(lines[2]).toMatch(new RegExp(`by webhook message batch-1 .*${run}.* promoted$`));
  expect((await sightline(['trigger', 'delete', 'digits'], environment)).stdout).toContain('were deleted');
});
