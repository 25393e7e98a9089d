import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { age, daysAgo } from '../fixtures/age.fixture.ts';
import { openRegistry } from '../registry.ts';
import { createContext, type StageContext } from '../stage.ts';
import { collectGarbage } from './collect.ts';
import { findGarbage, type GarbageOptions } from './garbage.ts';
import { blobOf, expectConsistent, registerVersion, runOnce } from './old-store.fixture.ts';
import { tallyGarbage } from './tally.ts';

const NOTHING_OPEN: GarbageOptions = { keep: { versions: 0, days: 0 }, openRuns: async () => [] };

describe('cleaning up a store', () => {
  let root: string;
  let context: StageContext;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-gc-'));
    context = createContext({ root });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const keys = () => context.artifacts.backend.list('');
  const ids = async () => new Set(await context.artifacts.ids());
  const promote = (version: number) =>
    openRegistry(context.artifacts).promote({ name: 'digits', alias: 'production', version, who: 'ada', why: 'try' });

  /** Versions 1, 2, … of `digits`, made long ago. */
  async function oldVersions(count: number) {
    const made = [];
    for (let version = 1; version <= count; version++) {
      const run = await runOnce(`version ${version}`, context);
      await registerVersion(run.model, root);
      made.push(run);
    }
    return made;
  }

  it('removes all that an old run made and nothing names, and nothing else', async () => {
    const kept = await runOnce('kept', context);
    await registerVersion(kept.model, root);
    await promote(1);
    const before = new Set(await keys());
    const gone = await runOnce('gone', context);
    await age(root, 30);
    const garbage = await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(new Set(await keys())).toEqual(before);
    expect([...(await ids())].sort()).toEqual([kept.dataset.id, kept.model.id].sort());
    const counts = Object.fromEntries(tallyGarbage(garbage).map(({ kind, count }) => [kind, count]));
    expect(counts).toEqual({ dataset: 1, model: 1, 'stage-result': 2 });
    const artifacts = garbage.groups.flat().flatMap(({ id }) => id ?? []);
    // What was made from a dataset goes before it.
    expect(artifacts).toEqual([gone.model.id, gone.dataset.id]);
    await expectConsistent(root);
    expect(await runOnce('gone', context)).toEqual(gone);
  });

  it('finds what it would remove without removing it', async () => {
    await runOnce('gone', context);
    await age(root, 30);
    const before = await keys();
    const garbage = await findGarbage(context.artifacts, NOTHING_OPEN);
    expect(garbage.groups.flat()).not.toEqual([]);
    expect(await keys()).toEqual(before);
    const removed = await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(removed.groups).toEqual(garbage.groups);
    expect(await keys()).toEqual([]);
    expect((await findGarbage(context.artifacts, NOTHING_OPEN)).groups).toEqual([]);
  });

  it('keeps every version that was promoted, so that rollbacks lead to whole models', async () => {
    const made = await oldVersions(4);
    for (const version of [1, 2, 4]) await promote(version);
    await age(root, 400);
    const garbage = await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(garbage.versions).toEqual([{ name: 'digits', version: 3 }]);
    const registry = openRegistry(context.artifacts);
    for (const expected of [2, 1]) {
      const { to } = await registry.rollback({ name: 'digits', alias: 'production', who: 'bob', why: 'worse' });
      expect(to).toBe(expected);
      const { model } = await registry.version('digits', to);
      await context.artifacts.verify(model);
      for (const parent of (await context.artifacts.manifest(model)).lineage.parents)
        await context.artifacts.verify(parent);
    }
    await expect(context.artifacts.verify(made[2]?.model as never)).rejects.toMatchObject({
      code: 'artifacts/not-found',
    });
  });

  it('keeps as many versions, and what was used in as many days, as it is told', async () => {
    const [, second] = await oldVersions(3);
    await age(root, 30);
    const { versions } = await findGarbage(context.artifacts, { ...NOTHING_OPEN, keep: { versions: 1, days: 0 } });
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    const withDays = { ...NOTHING_OPEN, keep: { versions: 0, days: 31 } };
    expect((await findGarbage(context.artifacts, withDays)).groups).toEqual([]);
    // Found again by a run: that counts as used.
    await runOnce('version 2', context);
    await collectGarbage(context.artifacts, { ...NOTHING_OPEN, keep: { versions: 0, days: 1 } });
    expect(await ids()).toEqual(new Set([second?.dataset.id, second?.model.id]));
  });

  it('keeps what open runs made or used since they began, what their pipelines name, and checkpoints', async () => {
    const [start] = await oldVersions(1);
    const { backend } = context.artifacts;
    await backend.write('checkpoints/old.bin', 'old');
    await backend.write('features/old.bin', 'old');
    await age(root, 60);
    const older = await keys();
    const made = await runOnce('made by the run', context);
    await age(root, 40, older);
    const open = { runId: 'digits-1', startedAt: daysAgo(41), spec: { model: { weights: 'digits@1' } } };
    const before = await ids();
    const garbage = await collectGarbage(context.artifacts, { ...NOTHING_OPEN, openRuns: async () => [open] });
    expect(garbage.openRuns).toEqual(['digits-1']);
    expect(await ids()).toEqual(before);
    expect(before).toContain(start?.model.id);
    expect(before).toContain(made.model.id);
    expect(await backend.list('checkpoints/')).toHaveLength(1);
    await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(await ids()).toEqual(new Set());
    expect(await backend.list('checkpoints/')).toEqual([]);
  });

  it('keeps what is younger than an hour, whatever it is told', async () => {
    await runOnce('new', context);
    await context.artifacts.backend.write(blobOf('being written'), 'being written');
    const before = await keys();
    await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(await keys()).toEqual(before);
  });

  it('removes bytes of no artifact, records of bytes, and old caches', async () => {
    const { backend } = context.artifacts;
    const blob = blobOf('left by a kill');
    await backend.write(blob, 'left by a kill');
    await backend.write(blob.replace('blobs', 'verified'), 'facts');
    await backend.write('pictures/192/ab/abcd.png', 'picture');
    await backend.write('features/x.bin', 'features');
    await backend.write('checkpoints/x.bin', 'weights');
    await backend.write('decode-verdicts/x.bin', 'verdicts');
    await age(root, 30);
    const garbage = await collectGarbage(context.artifacts, NOTHING_OPEN);
    expect(tallyGarbage(garbage)).toEqual([
      { kind: 'blob', count: 1, bytes: 14 },
      { kind: 'features', count: 1, bytes: 8 },
      { kind: 'checkpoint', count: 1, bytes: 7 },
      { kind: 'picture', count: 1, bytes: 7 },
    ]);
    expect(await keys()).toEqual(['decode-verdicts/x.bin']);
  });

  it('removes nothing where the manifest of what is needed is damaged', async () => {
    const { model } = await runOnce('kept', context);
    await registerVersion(model, root);
    await promote(1);
    await age(root, 30);
    const manifest = `manifests/${model.id.slice(0, 2)}/${model.id}.json`;
    await writeFile(join(root, manifest), '{}');
    const before = await keys();
    await expect(collectGarbage(context.artifacts, NOTHING_OPEN)).rejects.toMatchObject({
      code: 'artifacts/corrupt',
      message: expect.stringContaining(`delete ${manifest}`) as string,
    });
    expect(await keys()).toEqual(before);
  });
});
