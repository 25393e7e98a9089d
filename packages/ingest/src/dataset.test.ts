import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestInputSchema, preprocessSchema, splitInputSchema } from '@sightline/contracts';
import { createContext, runStage, type StageContext } from '@sightline/artifacts';
import { extract } from 'tar-stream';
import sharp from 'sharp';
import { openDataset } from './dataset.ts';
import { ingest, ingestStage } from './ingest.ts';
import { loadPixels } from './load-pixels.ts';
import { scrub } from './scrub.ts';
import { split } from './split.ts';

const png = (grey: number) => sharp({ create: { width: 4, height: 4, channels: 3, background: { r: grey, g: grey, b: grey } } }).png().toBuffer();

describe('a dataset', () => {
  let root: string;
  let context: StageContext;
  const folder = () => join(root, 'source');
  const input = () => ingestInputSchema.parse({ source: { path: folder() } });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-dataset-'));
    context = createContext({ root: join(root, 'store') });
    for (const [index, label] of ['zebra', 'äffchen'].entries()) {
      await mkdir(join(folder(), label, 'deeper'), { recursive: true });
      for (let shade = 0; shade < 10; shade++) {
        await writeFile(join(folder(), label, shade % 2 ? 'deeper' : '', `${shade} ☃.png`), await png(shade * 20 + index));
      }
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('holds the encoded images, readable by the index and by any WebDataset reader', async () => {
    const { dataset } = await ingest(input(), context);
    const opened = await openDataset(context.artifacts, dataset);
    expect(opened.labels).toEqual(['zebra', 'äffchen']);
    const sample = opened.samples.find(({ id }) => id === 'zebra/deeper/3 ☃.png')!;
    expect(await opened.read(sample)).toEqual(await png(60));
    await opened.close();

    const members: string[] = [];
    const tar = extract();
    tar.end(await context.artifacts.read(dataset, sample.shard));
    for await (const entry of tar) {
      members.push(entry.header.name);
      entry.resume();
    }
    expect(members.slice(0, 4)).toEqual(['00000000.png', '00000000.cls', '00000001.png', '00000001.cls']);
    expect(members).toHaveLength(40);
  });

  it('is the same artifact when the same files lie elsewhere', async () => {
    const first = await ingest(input(), context);
    const { cp } = await import('node:fs/promises');
    await cp(folder(), join(root, 'copy'), { recursive: true });
    const second = await ingest({ ...input(), source: { kind: 'image-folder', path: join(root, 'copy') } }, context);
    expect(second).toEqual(first);
  });

  it('is read again when a file changed, and only then', async () => {
    const first = await runStage(ingestStage, input(), context);
    expect(await runStage(ingestStage, input(), context)).toEqual(first);
    await writeFile(join(folder(), 'zebra', '0 ☃.png'), await png(255));
    expect((await runStage(ingestStage, input(), context)).dataset).not.toEqual(first.dataset);
  });

  it('loads pixels in the order asked for', async () => {
    const { dataset } = await ingest(input(), context);
    const opened = await openDataset(context.artifacts, dataset);
    const preprocess = preprocessSchema.parse({ width: 2, height: 2, channels: 1 });
    const chosen = [opened.samples[5]!, opened.samples[0]!];
    const pixels = await loadPixels(opened, chosen, preprocess, context);
    const shades = chosen.map(({ id }) => 20 * Number(/(\d) ☃/.exec(id)?.[1]));
    expect([...pixels]).toEqual(shades.flatMap((shade) => [shade, shade, shade, shade]));
  });

  it('loses duplicates when scrubbed: all but the first, or all when their labels differ', async () => {
    await writeFile(join(folder(), 'zebra', 'twin.png'), await png(20));
    await writeFile(join(folder(), 'äffchen', 'odd.png'), await png(40));
    const { dataset } = await ingest(input(), context);
    const output = await scrub({ dataset, policy: { exactDuplicates: 'quarantine' } }, context);
    const { quarantined, samples } = await openDataset(context.artifacts, output.dataset);
    expect(quarantined.map(({ path, reason }) => `${path} ${reason}`).sort()).toEqual([
      'zebra/2 ☃.png conflicting-duplicate',
      'zebra/twin.png exact-duplicate',
      'äffchen/odd.png conflicting-duplicate',
    ]);
    expect(samples).toHaveLength(19);
    await expect(scrub({ dataset, policy: { exactDuplicates: 'fail' } }, context)).rejects.toThrow(/3 images are exact duplicates/);
    expect(await scrub({ dataset, policy: { exactDuplicates: 'ignore' } }, context)).toMatchObject({ samples: 22 });
  });

  it('is split by class, the same way for the same seed', async () => {
    const { dataset } = await ingest(input(), context);
    const output = await split(splitInputSchema.parse({ dataset, seed: 1 }), context);
    expect(output.splits).toEqual({ train: 14, validation: 4, test: 2 });
    expect((await openDataset(context.artifacts, output.dataset)).statistics.splits['test']).toEqual({ zebra: 1, äffchen: 1 });
    expect(await split(splitInputSchema.parse({ dataset, seed: 1 }), context)).toEqual(output);
    expect((await split(splitInputSchema.parse({ dataset, seed: 2 }), context)).dataset).not.toEqual(output.dataset);
  });
});
