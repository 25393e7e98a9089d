import { type ArtifactRef, ingestInputSchema, type ScrubAction, splitInputSchema } from '@sightline/contracts';
import { compare } from '../compare/compare.ts';
import { openDataset } from '../dataset/dataset.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { split } from '../split/split.ts';
import { CHECKS } from './checks/checks.ts';
import { scrub } from './scrub.ts';

const NO_CHECKS = Object.fromEntries(Object.keys(CHECKS).map((name) => [name, 'ignore' as const]));

describe('scrub and split', () => {
  let place: Workplace;
  let raw: ArtifactRef & { kind: 'dataset' };
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, {
      ...(await imagesOf('cat', 20, 1)),
      ...(await imagesOf('dog', 20, 2)),
      'cat/copy.png': await greyPng([1, 3, 255, 0]),
      'cat/more/copy.png': await greyPng([1, 3, 255, 0]),
      'dog/cat.png': await greyPng([1, 5, 255, 0]),
    });
    raw = (await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context)).dataset;
  });
  afterEach(() => place.remove());

  const scrubbed = (exactDuplicates: ScrubAction, keep: string[] = []) =>
    scrub({ dataset: raw, policy: { ...NO_CHECKS, exactDuplicates, keep } }, place.context);

  it('does without a class of boxes whose only image could not be read', async () => {
    const rows = ['cat', 'dog', 'eel'].map((label, index) => ({
      path: `${index}.png`,
      boxes: [{ label, x: 0, y: 0, width: 1, height: 1 }],
    }));
    const files = { '0.png': await greyPng([1, 2]), '1.png': await greyPng([3, 4]), '2.png': 'no image' };
    await writeFiles(`${place.root}/boxes`, { ...files, 'rows.json': JSON.stringify(rows) });
    const source = { kind: 'manifest', path: `${place.root}/boxes/rows.json` };
    const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.5 });
    const { dataset } = await ingest(input, place.context);
    expect(await scrub({ dataset, policy: NO_CHECKS }, place.context)).toMatchObject({ samples: 2, quarantined: 1 });
    expect(await compare({ before: dataset, after: dataset }, place.context)).toMatchObject({ passed: true });
  });

  it('keeps the first of twins with one label and none of those with several', async () => {
    const output = await scrubbed('quarantine');
    expect(output).toMatchObject({
      samples: 39,
      classes: { cat: 19, dog: 20 },
      quarantined: 4,
      findings: { exactDuplicates: 4 },
    });
    const { quarantined, samples, findings } = await openDataset(place.context.artifacts, output.dataset);
    expect(quarantined.map(({ path, reason, detail }) => ({ path, reason, detail }))).toEqual([
      {
        path: 'cat/005.png',
        reason: 'conflicting-duplicate',
        detail: 'The same bytes as dog/cat.png, which has another label.',
      },
      { path: 'cat/copy.png', reason: 'exact-duplicate', detail: 'The same bytes as cat/003.png, which was kept.' },
      {
        path: 'cat/more/copy.png',
        reason: 'exact-duplicate',
        detail: 'The same bytes as cat/003.png, which was kept.',
      },
      {
        path: 'dog/cat.png',
        reason: 'conflicting-duplicate',
        detail: 'The same bytes as cat/005.png, which has another label.',
      },
    ]);
    expect(samples.map(({ id }) => id)).toContain('cat/003.png');
    expect(findings).toHaveLength(4);
    expect(findings[0]).toEqual({
      sample: 'cat/005.png',
      check: 'exactDuplicates',
      score: 0.5,
      reason: 'conflicting-duplicate',
      detail: 'The same bytes as dog/cat.png, which has another label.',
      partner: 'dog/cat.png',
      action: 'quarantine',
    });
  });

  it('lists and keeps what it is told to flag, and finds nothing in what a person has looked at', async () => {
    const output = await scrubbed('flag', ['cat/copy.png']);
    expect(output).toMatchObject({ samples: 43, quarantined: 0, findings: { exactDuplicates: 3 } });
    const { findings } = await openDataset(place.context.artifacts, output.dataset);
    expect(findings.map(({ sample, action }) => [sample, action])).toEqual([
      ['cat/005.png', 'flag'],
      ['cat/more/copy.png', 'flag'],
      ['dog/cat.png', 'flag'],
    ]);
  });

  it('does with each check what its policy says', async () => {
    await writeFiles(place.source, {
      'cat/night.png': await greyPng([0, 1, 2, 3]),
      'cat/line.png': await greyPng([0, 80, 160, 240, 255, 1, 2, 3]),
    });
    const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context);
    const policy = { ...NO_CHECKS };
    const flagged = await scrub(
      { dataset, policy: { ...policy, dark: 'flag', oddAspectRatio: 'flag' } },
      place.context,
    );
    expect(flagged).toMatchObject({ samples: 45, findings: { dark: 1 }, prevalent: { oddAspectRatio: 45 } });
    const aside = await scrub({ dataset, policy: { ...policy, dark: 'quarantine' } }, place.context);
    expect(aside).toMatchObject({ samples: 44, findings: { dark: 1 } });
    const opened = await openDataset(place.context.artifacts, aside.dataset);
    expect(opened.quarantined).toMatchObject([{ path: 'cat/night.png', reason: 'dark' }]);
    await expect(scrub({ dataset, policy: { ...policy, dark: 'fail' } }, place.context)).rejects.toMatchObject({
      code: 'ingest/failed-check',
      message: expect.stringMatching(/^1 images? .*dark, cat\/night\.png for one: 99 % of the pixels/),
    });
  });

  it('sets nothing aside that a person has looked at, and leaves the rest as it was', async () => {
    const output = await scrubbed('quarantine', ['dog/cat.png']);
    expect(output).toMatchObject({ samples: 40, classes: { cat: 19, dog: 21 }, quarantined: 3 });
    const [before, after] = await Promise.all(
      [raw, output.dataset].map((ref) => openDataset(place.context.artifacts, ref)),
    );
    expect(after?.samples).toContainEqual(before?.samples.find(({ id }) => id === 'dog/cat.png'));
  });

  it('keeps all when told to ignore them, and ends the run when told to fail', async () => {
    expect(await scrubbed('ignore')).toMatchObject({ samples: 43, quarantined: 0 });
    await expect(scrubbed('fail')).rejects.toMatchObject({
      code: 'ingest/duplicate-samples',
      message: expect.stringMatching(
        /^4 images are byte-identical to others, cat\/005\.png for one: The same bytes as dog\/cat\.png/,
      ),
    });
  });

  it('refuses to lose a whole class', async () => {
    await writeFiles(place.source, { 'eel/1.png': await greyPng([2, 0, 255, 0]) });
    const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context);
    await expect(scrub({ dataset, policy: { exactDuplicates: 'quarantine' } }, place.context)).rejects.toMatchObject({
      code: 'ingest/class-too-small',
      message: expect.stringContaining('Every image of class "eel"'),
    });
  });

  it('gives the shards on without copying them', async () => {
    const shardsOf = async (ref: ArtifactRef) =>
      (await place.context.artifacts.manifest(ref)).files.filter(({ path }) => path.startsWith('shards/'));
    const { dataset } = await scrubbed('quarantine');
    expect(await shardsOf(dataset)).toEqual(await shardsOf(raw));
    expect((await place.context.artifacts.manifest(dataset)).lineage).toMatchObject({ stage: 'scrub', parents: [raw] });
  });

  it('splits every class by the fractions, the same way for the same seed', async () => {
    const { dataset } = await scrubbed('quarantine');
    const run = (seed: number) => split(splitInputSchema.parse({ dataset, seed }), place.context);
    const output = await run(7);
    expect(output.splits).toEqual({ train: 27, validation: 6, test: 6 });
    const opened = await openDataset(place.context.artifacts, output.dataset);
    expect(opened.statistics.splits).toEqual({
      train: { samples: 27, classes: { cat: 13, dog: 14 } },
      validation: { samples: 6, classes: { cat: 3, dog: 3 } },
      test: { samples: 6, classes: { cat: 3, dog: 3 } },
    });
    expect(opened.of('test')).toHaveLength(6);
    expect(opened.quarantined).toHaveLength(4);
    expect(await run(7)).toEqual(output);
    expect((await run(8)).dataset).not.toEqual(output.dataset);
  });

  it('names the class that is too small to split', async () => {
    await writeFiles(place.source, { 'eel/1.png': await greyPng([7]), 'eel/2.png': await greyPng([8]) });
    const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context);
    await expect(split(splitInputSchema.parse({ dataset, seed: 1 }), place.context)).rejects.toMatchObject({
      code: 'ingest/class-too-small',
      message: expect.stringMatching(/^Class "eel" has too few samples: 2/),
    });
  });
});
