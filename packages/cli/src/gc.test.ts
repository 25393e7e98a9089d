import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, openRegistry, sightlineHome, type Home, type StageContext } from '@sightline/artifacts';
import { age, daysAgo } from '@sightline/artifacts/fixtures/age';
import { sightline } from './cli.fixture.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
let home: Home;
let context: StageContext;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-gc-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  home = sightlineHome(environment);
  context = createContext({ root: home.root });
  const registry = openRegistry(context.artifacts);
  for (const note of ['first', 'second', 'third']) {
    const lineage = { stage: 'export', stageVersion: 1, input: note, parents: [] };
    const { id } = await context.artifacts.create('model', lineage, async (writer) => {
      await writer.add('model.onnx', note.repeat(1_000));
    });
    await registry.register({ name: 'digits', model: { kind: 'model', id }, gate: { passed: true, checks: [] } });
  }
  await registry.promote({ name: 'digits', alias: 'production', version: 1, who: 'ada', why: 'the first' });
  await age(home.root, 30);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('lists what nothing needs, removes it when told to, and finds no more', async () => {
  const listed = await sightline(['gc', '--keep-versions', '1'], environment);
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(/^KIND +COUNT +SIZE\nexported models +1 +6\.\d kB\nWould free 6\.\d kB\.$/m);
  expect(listed.stdout).toContain('Versions that would lose their files: digits@2.');
  expect(listed.stderr).toContain('Nothing was removed. Next: sightline gc --yes --keep-versions 1');
  expect(await context.artifacts.ids()).toHaveLength(3);

  const removed = await sightline(['gc', '--keep-versions', '1', '--yes', '--json'], environment);
  expect(JSON.parse(removed.stdout)).toMatchObject({
    removed: true,
    keep: { versions: 1, days: 14 },
    openRuns: [],
    kinds: [{ kind: 'model', count: 1 }],
    versions: [{ name: 'digits', version: 2 }],
    artifacts: [{ kind: 'model' }],
  });
  expect(await context.artifacts.ids()).toHaveLength(2);
  expect((await sightline(['versions'], environment)).stdout).toMatch(/^digits@2 +files missing /m);
  expect((await sightline(['gc', '--keep-versions', '1'], environment)).stdout).toMatch(
    /^There is nothing to remove\./,
  );
});

it('keeps what was made since an open run began, and says for which', async () => {
  const run = join(home.runsFolder, 'digits-1');
  await mkdir(run, { recursive: true });
  const started = { event: 'run-started', at: daysAgo(31), pipeline: 'digits', who: 'ada', plan: ['train'], spec: {} };
  await writeFile(join(run, 'journal.jsonl'), `${JSON.stringify(started)}\n`);
  const { stdout } = await sightline(['gc', '--yes', '--keep-versions', '0', '--keep-days', '0'], environment);
  expect(stdout).toMatch(/^There is nothing to remove\.\n[^]*Kept for the runs that are open: digits-1\.$/m);
  const ended = { event: 'run-ended', at: daysAgo(30), outcome: 'failed' };
  await writeFile(join(run, 'journal.jsonl'), `${JSON.stringify(started)}\n${JSON.stringify(ended)}\n`);
  await sightline(['gc', '--yes', '--keep-versions', '0', '--keep-days', '0'], environment);
  expect(await context.artifacts.ids()).toHaveLength(1);
});
