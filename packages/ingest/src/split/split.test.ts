import { join } from 'node:path';
import { ingestInputSchema, type SplitName } from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { scrub } from '../scrub/scrub.ts';
import { split } from './split.ts';

/** Rows of a manifest: ten images of each class, which a camera took one after the other. */
const rows = Array.from({ length: 20 }, (_, index) => ({
  path: `${index}.png`,
  label: index < 10 ? 'day' : 'night',
  time: `2026-03-${String(index + 1).padStart(2, '0')}T08:00:00Z`,
  group: `visit ${Math.floor(index / 2)}`,
  split: ['train', 'train', 'validation', 'test'][index % 4],
}));

describe('the stage split', () => {
  let place: Workplace;
  let warnings: string[];
  beforeEach(async () => {
    place = await openWorkplace();
    warnings = [];
    for (const [index, { path }] of rows.entries())
      await writeFiles(place.source, {
        [path]: await greyPng(
          Array.from({ length: 64 }, (_, at) => (at * (index + 3) * 7) % 251),
          8,
        ),
      });
  });
  afterEach(() => place.remove());

  const context = () => ({
    ...place.context,
    logger: { info: () => undefined, warn: (text: string) => void warnings.push(text) },
  });
  const ingested = async (some: readonly object[]) => {
    await writeFiles(place.source, { 'rows.json': JSON.stringify(some) });
    const source = { kind: 'manifest' as const, path: join(place.source, 'rows.json') };
    return (await ingest(ingestInputSchema.parse({ source }), place.context)).dataset;
  };
  const idsOf = async (ref: Awaited<ReturnType<typeof ingested>>, name: SplitName) =>
    (await openDataset(place.context.artifacts, ref)).of(name).map(({ id }) => id);

  it.each<[string, object]>([
    ['stratified', {}],
    ['random', { strategy: 'random' }],
    ['group', { strategy: 'group' }],
    ['stratified-group', { strategy: 'stratified-group' }],
    ['time', { strategy: 'time' }],
    ['predefined', { strategy: 'predefined' }],
  ])('into two parts, by %s: the third is empty, and that is said', async (_, settings) => {
    const isGiven = 'strategy' in settings && settings.strategy === 'predefined';
    for (const empty of ['test', 'validation'] as const) {
      const full = empty === 'test' ? 'validation' : 'test';
      const placed = rows.map((row) => ({ ...row, split: row.split === empty || row.split === full ? full : 'train' }));
      const dataset = await ingested(placed);
      const fractions = isGiven ? {} : { train: 0.8, validation: 0.2, test: 0.2, [empty]: 0 };
      warnings = [];
      const { splits } = await split({ dataset, split: { ...settings, ...fractions }, seed: 1 }, context());
      expect(splits[empty]).toBe(0);
      expect(splits[full]).toBe(isGiven ? 10 : 4);
      expect(splits.train + splits[full]).toBe(20);
      expect(warnings[0]).toMatch(`The ${empty} split is empty: `);
    }
  });

  it('divides by the times and groups of a manifest, and says which class a split lacks', async () => {
    const dataset = await ingested(rows);
    const output = await split(
      { dataset, split: { strategy: 'time', train: 0.6, validation: 0.2, test: 0.2 }, seed: 1 },
      context(),
    );
    expect(output.splits).toEqual({ train: 12, validation: 4, test: 4 });
    expect(await idsOf(output.dataset, 'test')).toEqual(['16.png', '17.png', '18.png', '19.png']);
    expect(warnings).toEqual([
      'After the split no sample of class "day" is in validation, no sample of class "day" is in test.',
    ]);
  });

  it('refuses predefined splits that divide a group, and keeps them where that is allowed', async () => {
    const dataset = await ingested(rows);
    await expect(split({ dataset, split: { strategy: 'predefined' }, seed: 1 }, context())).rejects.toMatchObject({
      code: 'ingest/split-leak',
      message: expect.stringContaining('group "visit 1": 2.png is in validation, 3.png is in test'),
    });
    const output = await split(
      { dataset, split: { strategy: 'predefined', allowLeaks: ['groups'] }, seed: 1 },
      context(),
    );
    expect(output.splits).toEqual({ train: 10, validation: 5, test: 5 });
    expect(warnings).toEqual([]);
  });

  it('keeps near duplicates that scrub found on one side', async () => {
    const dataset = await ingested(rows.map(({ path, label }) => ({ path, label })));
    const found = await scrub({ dataset, policy: { thresholds: { nearDuplicates: 16 } } }, place.context);
    const { samples } = await openDataset(place.context.artifacts, found.dataset);
    const clusters = new Map(samples.flatMap(({ id, cluster }) => (cluster ? [[id, cluster] as const] : [])));
    expect(clusters.size).toBeGreaterThan(1);
    const output = await split({ dataset: found.dataset, split: { strategy: 'random' }, seed: 3 }, context());
    const divided = (await openDataset(place.context.artifacts, output.dataset)).samples;
    const places = new Map(divided.map(({ id, split: name }) => [id, name]));
    for (const [id, first] of clusters) expect(places.get(id)).toBe(places.get(first));
  });

  it('keeps them on one side when they come back from quarantine too', async () => {
    const dataset = await ingested(rows.map(({ path, label }) => ({ path, label })));
    const policy = { nearDuplicates: 'quarantine' as const, thresholds: { nearDuplicates: 16 } };
    const aside = await scrub({ dataset, policy }, place.context);
    const { quarantined } = await openDataset(place.context.artifacts, aside.dataset);
    const keep = quarantined.map(({ path }) => path);
    const restored = await scrub({ dataset, policy: { ...policy, keep } }, place.context);
    const { samples } = await openDataset(place.context.artifacts, restored.dataset);
    const twin = samples.find(({ id }) => id === quarantined[0]?.path);
    expect(samples.filter(({ cluster }) => cluster !== undefined && cluster === twin?.cluster).length).toBeGreaterThan(
      1,
    );
  });

  it('says what is wrong with its settings', async () => {
    const dataset = await ingested(rows);
    // @ts-expect-error: no such strategy
    await expect(split({ dataset, split: { strategy: 'groups' }, seed: 1 }, context())).rejects.toThrow(
      /The input of split is not valid:[^]*split.strategy: /,
    );
  });
});
