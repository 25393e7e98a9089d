import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStage } from '@sightline/artifacts';
import { type IngestInput, ingestInputSchema, sourceSchema } from '@sightline/contracts';
import { openDataset } from './dataset/dataset.ts';
import { ingestInChild } from './faults/child.fixture.ts';
import { greyPng, imagesOf, noise, openWorkplace, type Workplace, writeFiles } from './image-folder.fixture.ts';
import { ingest } from './ingest.ts';
import { ingestStage } from './stages.ts';

describe('ingest', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    await writeFiles(place.source, { ...(await imagesOf('cat', 10, 1)), ...(await imagesOf('dög', 10, 2)) });
  });
  afterEach(() => place.remove());

  const input = (changes: Partial<IngestInput> = {}) =>
    ingestInputSchema.parse({ source: { path: place.source }, ...changes });

  it('makes a dataset of a folder of images', async () => {
    const output = await ingest(input(), place.context);
    expect(output).toMatchObject({ samples: 20, classes: { cat: 10, dög: 10 }, quarantined: 0 });
    const dataset = await openDataset(place.context.artifacts, output.dataset);
    expect(dataset.labels).toEqual(['cat', 'dög']);
    expect(dataset.samples[0]).toMatchObject({ id: 'cat/000.png', label: 'cat', split: null, width: 4, height: 1 });
    expect(dataset.statistics).toEqual({
      samples: 20,
      classes: { cat: 10, dög: 10 },
      splits: {},
      quarantined: 0,
      width: { minimum: 4, maximum: 4 },
      height: { minimum: 1, maximum: 1 },
    });
  });

  it('takes its input as people write it, and refuses what it does not know', async () => {
    const source = { path: place.source };
    expect(await ingest({ source }, place.context)).toEqual(await ingest(input(), place.context));
    const misspelt = { source, maxQuarantined: 1 };
    await expect(ingest(misspelt, place.context)).rejects.toMatchObject({
      code: 'contracts/invalid-input',
      message: expect.stringMatching(/^The input of ingest is not valid:\n {2}- maxQuarantined: unknown key\./),
    });
  });

  it('makes the same artifact of the same files in another place', async () => {
    const first = await ingest(input(), place.context);
    const copy = join(place.root, 'elsewhere', 'source');
    await cp(place.source, copy, { recursive: true });
    expect(await ingest(input({ source: sourceSchema.parse({ path: copy }) }), place.context)).toEqual(first);
  });

  it('makes the same artifact whatever the number of threads, damaged images and all', async () => {
    const png = await noise(40).png().toBuffer();
    const jpeg = await noise(40).jpeg().toBuffer();
    const damaged = Array.from({ length: 20 }, (_, index) => {
      const whole = index % 2 === 0 ? png : jpeg;
      return [`cat/damaged ${index}.png`, whole.subarray(0, whole.length * (0.3 + 0.03 * index))];
    });
    await writeFiles(place.source, Object.fromEntries(damaged));
    const output = await ingest(input({ maxQuarantinedFraction: 0.9 }), place.context);
    expect(output.quarantined).toBe(20);
    for (const threads of [1, 3, 16]) {
      const limit = `export UV_THREADPOOL_SIZE=${threads} VIPS_CONCURRENCY=${threads}`;
      const child = await ingestInChild(join(place.root, String(threads)), input(), { limit });
      expect(child.output).toEqual(output);
    }
  });

  it('stops as soon as more than the allowed fraction is unusable, naming the first', async () => {
    for (let index = 0; index < 7; index++) await writeFile(join(place.source, 'cat', `bad${index}.png`), 'x');
    await expect(ingest(input({ maxQuarantinedFraction: 0.2 }), place.context)).rejects.toMatchObject({
      code: 'ingest/too-many-quarantined',
      message: expect.stringMatching(
        /^6 of the 27 samples cannot .* 20 % \(maxQuarantinedFraction\)[^]*cat\/bad0\.png: not-an-[^]*and 1 more$/,
      ),
    });
    await expect(ingest(input({ maxQuarantinedFraction: 0.26 }), place.context)).resolves.toMatchObject({
      quarantined: 7,
    });
  });

  it('refuses a class of which no image can be used, saying why', async () => {
    await writeFiles(place.source, { 'eel/1.png': '', 'eel/2.png': 'x' });
    await expect(ingest(input({ maxQuarantinedFraction: 0.5 }), place.context)).rejects.toMatchObject({
      code: 'ingest/class-too-small',
      message: expect.stringMatching(/"eel" can be used[^]*eel\/1\.png: empty-file[^]*eel\/2\.png: not-an-image/),
    });
  });

  it('reads a folder again when a file was changed, added or removed, and only then', async () => {
    const run = () => runStage(ingestStage, input(), place.context);
    const first = await run();
    expect(await run()).toEqual(first);
    expect(place.events.at(-1)).toMatchObject({ unit: 'stage' });
    await writeFile(join(place.source, 'cat/000.png'), await greyPng([9, 9, 9, 9]));
    const changed = await run();
    expect(changed.dataset).not.toEqual(first.dataset);
    await rm(join(place.source, 'cat/000.png'));
    expect(await run()).toMatchObject({ samples: 19 });
  });

  it('does not read files again that have not changed since they were looked through', async () => {
    const fingerprint = () => ingestStage.fingerprint?.(ingestInputSchema.parse(input()), place.context);
    // A file that was written a moment ago may be written again within the same tick of its clock.
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 60_000);
    const first = await fingerprint();
    const looked = place.events.length;
    expect(looked).toBeGreaterThan(0);
    expect(await fingerprint()).toBe(first);
    expect(place.events).toHaveLength(looked);
    await writeFile(join(place.source, 'cat/000.png'), await greyPng([9, 9, 9, 9]));
    expect(await fingerprint()).not.toBe(first);
    jest.restoreAllMocks();
  });

  it('reports how far it is, to the end', async () => {
    await ingest(input(), place.context);
    expect(place.events.at(-1)).toEqual({ done: 20, total: 20, unit: 'images', message: 'reading and decoding' });
  });

  it('ends when it is cancelled, and leaves no artifact', async () => {
    const context = { ...place.context, progress: () => place.stop.abort(new Error('stopped by hand')) };
    await writeFiles(place.source, await imagesOf('many', 200, 3));
    await expect(ingest(input(), context)).rejects.toThrow('stopped by hand');
    expect(await place.context.artifacts.backend.list('manifests/')).toEqual([]);
  });
});
