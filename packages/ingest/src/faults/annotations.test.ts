import { join } from 'node:path';
import { ingestInputSchema, type Sample, type Source, splitInputSchema } from '@sightline/contracts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { scrub } from '../scrub/scrub.ts';
import { split } from '../split/split.ts';

const COUNT = 40;
const labelsOf = (index: number) => ['a', 'b', 'c'].filter((_, place) => (index + place) % (place + 2) === 0);

describe('several labels and numbers', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    for (let index = 0; index < COUNT; index++) {
      const pixels = Array.from({ length: 16 }, (_, at) => (at * 16 + index * 5) % 256);
      await writeFiles(place.source, { [`${index}.png`]: await greyPng(pixels, 4) });
    }
  });
  afterEach(() => place.remove());

  const read = async (source: object): Promise<{ dataset: Dataset; ref: { kind: 'dataset'; id: string } }> => {
    const input = ingestInputSchema.parse({ source: source as Source, maxQuarantinedFraction: 0.9 });
    const { dataset } = await ingest(input, place.context);
    return { dataset: await openDataset(place.context.artifacts, dataset), ref: dataset };
  };
  const manifest = async (name: string, content: string, settings: object = {}) => {
    await writeFiles(place.source, { [name]: content });
    return read({ kind: 'manifest', path: join(place.source, name), ...settings });
  };
  const annotations = ({ samples }: Dataset) =>
    Object.fromEntries(samples.map(({ id, label, labels, values }) => [id, { label, labels, values }]));
  const rows = Array.from({ length: COUNT }, (_, index) => index);

  it.each([
    [
      'text with semicolons',
      'm.csv',
      ['path,labels', ...rows.map((at) => `${at}.png,${labelsOf(at).join('; ')}`)].join('\n'),
    ],
    ['JSON lists', 'm.jsonl', rows.map((at) => JSON.stringify({ path: `${at}.png`, labels: labelsOf(at) })).join('\n')],
  ])('come from a manifest as %s, through scrub and split', async (_, name, content) => {
    const { dataset, ref } = await manifest(name, content);
    for (const at of rows) expect(annotations(dataset)[`${at}.png`]).toEqual({ labels: labelsOf(at) });
    expect(dataset.labels).toEqual(['a', 'b', 'c']);
    const count = (samples: readonly Sample[], label: string) =>
      samples.filter(({ labels }) => labels?.includes(label)).length;
    expect(dataset.statistics.classes['b']).toBe(count(dataset.samples, 'b'));

    const scrubbed = await scrub(
      { dataset: ref, policy: { lowInformation: 'ignore', nearDuplicates: 'ignore' } },
      place.context,
    );
    const divided = await split(
      splitInputSchema.parse({ dataset: scrubbed.dataset, split: {}, seed: 3 }),
      place.context,
    );
    const result = await openDataset(place.context.artifacts, divided.dataset);
    for (const label of ['a', 'b', 'c']) {
      const total = count(result.samples, label);
      expect(Math.abs(count(result.of('train'), label) - 0.8 * total)).toBeLessThanOrEqual(2.5);
    }
  });

  it('come from the shards of a dataset, which are a WebDataset', async () => {
    const { dataset, ref } = await manifest(
      'm.jsonl',
      rows.map((at) => JSON.stringify({ path: `${at}.png`, labels: labelsOf(at), angle: at / 4 })).join('\n'),
      { values: ['angle'] },
    );
    await writeFiles(place.source, { 'shard.tar': await place.context.artifacts.read(ref, 'shards/000000.tar') });
    const again = await read({ kind: 'webdataset', path: join(place.source, 'shard.tar') });
    const annotationsOf = (one: Dataset) =>
      one.samples.map(({ labels, values }) => JSON.stringify([labels, values])).sort();
    expect(annotationsOf(again.dataset)).toEqual(annotationsOf(dataset));
  });

  it('are numbers of named columns, and a row without one is set aside', async () => {
    const { dataset } = await manifest(
      'm.csv',
      ['path,angle', ...rows.map((at) => `${at}.png,${at === 3 ? '' : at === 4 ? 'steep' : at - 7.5}`)].join('\n'),
      { values: ['angle'] },
    );
    expect(annotations(dataset)['9.png']).toEqual({ values: { angle: 1.5 } });
    expect(dataset.labels).toEqual([]);
    expect(dataset.quarantined.map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual([
      'invalid-annotation: angle: must be a finite number (received nothing).',
      'invalid-annotation: angle: must be a finite number (received "steep").',
    ]);
  });

  it('are refused where a list is none, or a column is missing', async () => {
    const { dataset } = await manifest(
      'm.csv',
      ['path,labels', '0.png,a', '1.png,a;;b', '2.png,[1', '3.png,[]'].join('\n'),
    );
    expect(annotations(dataset)).toEqual({
      '0.png': { labels: ['a'] },
      '2.png': { labels: ['[1'] },
      '3.png': { labels: [] },
    });
    expect(dataset.quarantined.map(({ detail }) => detail)).toEqual(['labels: has an empty label among others.']);
    await expect(manifest('n.csv', 'path,slope\n0.png,1', { values: ['angle'] })).rejects.toThrow(
      'has no column "angle"',
    );
  });
});
