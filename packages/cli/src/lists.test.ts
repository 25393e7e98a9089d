import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, openRegistry, sightlineHome } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';
import { ingestArrays } from '@sightline/ingest';
import { sightline } from './cli.fixture.ts';

const SIDE = 8;
const RUN = 'digits-20261123-142530-ab12';

let folder: string;
let environment: NodeJS.ProcessEnv;
let dataset: ArtifactRef;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-lists-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  const home = sightlineHome(environment);
  const context = createContext({ root: home.root });
  const pixels = Uint8Array.from({ length: 6 * SIDE * SIDE }, (_, at) => (at * 7) % 251);
  const labels = ['cat', 'dog', 'cat', 'dog', 'cat', 'dog'];
  ({ dataset } = await ingestArrays({ pixels, width: SIDE, height: SIDE, channels: 1, labels }, context));
  await mkdir(join(home.runsFolder, RUN), { recursive: true });
  await writeFile(join(home.runsFolder, RUN, 'run.json'), JSON.stringify({ runId: RUN, artifacts: { dataset } }));

  const registry = openRegistry(context.artifacts);
  const evaluation = {
    split: 'test',
    samples: 2,
    headline: 'accuracy',
    figures: { accuracy: { value: 0.5, better: 'higher', unit: 'fraction' } },
    exhibits: [],
  };
  for (const note of [1, 2]) {
    const lineage = { stage: 'export', stageVersion: 1, input: { note }, parents: [] };
    const model = await context.artifacts.create('model', lineage, async (writer) => {
      await writer.addJson('evaluation.json', evaluation);
    });
    await registry.register({
      name: 'digits',
      model: { kind: 'model', id: model.id },
      gate: { passed: true, checks: [] },
    });
    await registry.promote({ name: 'digits', alias: 'production', version: note, who: 'ada', why: `try ${note}` });
  }
  await registry.rollback({ name: 'digits', alias: 'production', who: 'bob', why: 'mistakes 1 for 7' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function json(...words: string[]): Promise<unknown> {
  return JSON.parse((await sightline([...words, '--json'], environment)).stdout);
}

it('datasets: short ids, what is in them, which runs name them', async () => {
  const { code, stdout } = await sightline(['datasets'], environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^DATASET +MADE \(UTC\) +STAGE +SAMPLES +CLASSES +SPLITS +SOURCE +RUN\n/);
  expect(stdout).toMatch(new RegExp(`^${dataset.id.slice(0, 12)}  20\\d\\d-.* ingest +6 +2 .*${RUN}$`, 'm'));
  expect(await json('datasets')).toMatchObject([{ id: dataset.id, samples: 6, runs: [RUN] }]);
});

it('models: how many versions, and what is promoted', async () => {
  expect((await sightline(['models'], environment)).stdout).toMatch(/^digits +2 +production is 1 /m);
  expect(await json('models')).toMatchObject([{ name: 'digits', versions: 2, aliases: { production: 1 } }]);
});

it('versions: what each measured, which is promoted', async () => {
  const { stdout, stderr } = await sightline(['versions', 'digits'], environment);
  // Not to promote it: it may be in production, or have been taken from there.
  expect(stderr).toBe('Next: sightline evaluate digits@2 --data <data>\n');
  expect(stdout).toMatch(/^digits@2 +test accuracy 50\.00 % +passed .*\ndigits@1 +production +test accuracy/m);
  expect(await json('versions')).toMatchObject([
    { version: 2, aliases: [] },
    { version: 1, aliases: ['production'] },
  ]);
});

it('history: when, from which version to which, who and why', async () => {
  const { stdout } = await sightline(['history', 'digits'], environment);
  const rows = [/rollback +2 → 1 +bob +mistakes 1 for 7\n/, /promote +1 → 2 +ada +try 2\n/, /promote +none → 1/];
  for (const row of rows) expect(stdout).toMatch(row);
  expect(await json('history')).toMatchObject([{ action: 'rollback', from: 2, to: 1, who: 'bob' }, {}, {}]);
});

it.each(['versions', 'history'])('%s: an unknown model is named, with those that there are', async (command) => {
  expect(await sightline([command, 'digts'], environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'There is no model "digts". Did you mean "digits"? Allowed: digits.\n',
  });
});

it.each(['datasets', 'models', 'versions', 'history'])('%s: a new home has nothing to list', async (command) => {
  const fresh = { SIGHTLINE_HOME: join(folder, 'fresh') };
  expect(await sightline([command], fresh)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Next: sightline run <pipeline.yaml>'),
  });
  expect((await sightline([command, '--json'], fresh)).stdout).toBe('[]\n');
});

it('a dataset is named by six digits of its id, or by a run', async () => {
  const { code, stdout } = await sightline(['compare', dataset.id.slice(0, 6), RUN], environment);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('0 samples added') });
});
