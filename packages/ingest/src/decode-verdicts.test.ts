import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import { type DecodeLimits, decodeLimitsSchema, type IngestInput, ingestInputSchema } from '@sightline/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { greyPng, imagesOf, noise, openWorkplace, type Workplace, writeFiles } from './image-folder.fixture.ts';
import { ingest } from './ingest.ts';
import { ingestStage } from './stages.ts';
import { openDecodeVerdicts, type Verdict } from './decode-verdicts.ts';

const limits: DecodeLimits = decodeLimitsSchema.parse({});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

describe('ingesting again', () => {
  const input = (changes: Partial<IngestInput> = {}) =>
    ingestInputSchema.parse({ source: { path: place.source }, maxQuarantinedFraction: 0.5, ...changes });
  /** How many images `work` hands to the decoder, which announces the beginning and the end of each. */
  const decodedBy = async (work: () => Promise<unknown>) => {
    let announced = 0;
    const count = () => announced++;
    sharp.queue.on('change', count);
    await work().finally(() => sharp.queue.off('change', count));
    return announced / 2;
  };
  const inFreshStore = () => ({ ...place.context, ...createContext({ root: join(place.root, 'fresh') }) });
  beforeEach(async () => {
    const truncated = (await noise(40).png().toBuffer()).subarray(0, 1500);
    const files = { ...(await imagesOf('cat', 5, 1)), ...(await imagesOf('dog', 5, 2)), 'dog/cut.png': truncated };
    await writeFiles(place.source, { ...files, 'dog/empty.png': '', 'dog/text.png': 'text' });
  });

  it('decodes only what is new, and gives the artifact that a fresh ingest of all gives, byte for byte', async () => {
    expect(await decodedBy(() => ingest(input(), place.context))).toBe(11);
    await writeFiles(place.source, { ...(await imagesOf('bee', 3, 3)), 'cat/0005.png': await greyPng([7, 7]) });
    const notes: string[] = [];
    const context = { ...place.context, logger: { ...place.context.logger, info: (text: string) => notes.push(text) } };
    const again = { output: {} };
    expect(await decodedBy(async () => (again.output = await ingest(input(), context)))).toBe(4);
    expect(notes).toEqual(['10 of 17 images were decoded before and not decoded again.']);
    const fresh = inFreshStore();
    const whole = await ingest(input(), fresh);
    expect(again.output).toEqual(whole);
    const { files } = await fresh.artifacts.manifest(whole.dataset);
    expect(files.map(({ path }) => path)).toContain('shards/000000.tar');
    for (const { path } of files)
      expect(await place.context.artifacts.read(whole.dataset, path)).toEqual(
        await fresh.artifacts.read(whole.dataset, path),
      );
  });

  it('notices a changed file whose size and time are the same', async () => {
    const [file, run] = [join(place.source, 'cat/000.png'), () => runStage(ingestStage, input(), place.context)];
    const first = await run();
    const { atime, mtime } = await stat(file);
    await writeFile(file, await readFile(join(place.source, 'cat/001.png')));
    await utimes(file, atime, mtime);
    expect(await stat(file)).toMatchObject({ mtime });
    const second = await run();
    expect(second).not.toEqual(first);
    expect(second).toEqual(await ingest(input(), inFreshStore()));
  });

  it('decodes all again under other limits', async () => {
    await ingest(input(), place.context);
    const tight = input({ limits: { ...limits, maxPixels: 3 }, maxQuarantinedFraction: 1 });
    await expect(ingest(tight, place.context)).rejects.toMatchObject({ code: 'ingest/class-too-small' });
  });

  it('reads and decodes all again with another version of the decoder', async () => {
    const run = () => runStage(ingestStage, input(), place.context);
    const first = await run();
    expect(await decodedBy(run)).toBe(0);
    const { vips } = sharp.versions;
    sharp.versions.vips = 'another';
    try {
      expect(await decodedBy(run)).toBe(11);
      expect(await decodedBy(run)).toBe(0);
    } finally {
      sharp.versions.vips = vips;
    }
    expect(await run()).toEqual(first);
  });

  it('keeps the verdicts of a run that failed or was stopped', async () => {
    const strict = input({ maxQuarantinedFraction: 0 });
    await expect(ingest(strict, place.context)).rejects.toMatchObject({ code: 'ingest/too-many-quarantined' });
    expect(await decodedBy(() => ingest(input(), place.context))).toBeLessThan(11);
  });

  it('continues without its verdicts when they are damaged or cannot be written', async () => {
    const first = await ingest(input(), place.context);
    const [folder, warnings] = [join(place.root, 'store', 'decode-verdicts'), [] as string[]];
    const [name = ''] = await readdir(folder);
    const bytes = await readFile(join(folder, name));
    bytes[bytes.length - 5]! ^= 1;
    for (const damaged of [bytes, bytes.subarray(0, 50), Buffer.alloc(0)]) {
      await writeFile(join(folder, name), damaged);
      expect(await decodedBy(() => ingest(input(), place.context))).toBe(11);
    }
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const logger = { ...place.context.logger, warn: (text: string) => warnings.push(text) };
    expect(await ingest(input(), { ...place.context, logger })).toEqual(first);
    expect(warnings).toEqual([
      expect.stringMatching(/could not be read.*choose another folder/),
      expect.stringMatching(/could not be read/),
      expect.stringMatching(/could not be kept/),
    ]);
  });
});

describe('the verdicts on images', () => {
  const verdict: fc.Arbitrary<Verdict> = fc.oneof(
    fc.record({ width: fc.integer({ min: 1, max: 2 ** 32 - 1 }), height: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }),
    fc.record({ reason: fc.constantFrom('corrupt-image', 'not-an-image'), detail: fc.string() }),
  );

  it('are found again, whoever added them', async () => {
    const dictionary = fc.dictionary(fc.string(), verdict);
    const all = new Map<string, Verdict>();
    await fc.assert(
      fc.asyncProperty(dictionary, dictionary, async (some, others) => {
        const [one, other] = [
          await openDecodeVerdicts(place.context, limits),
          await openDecodeVerdicts(place.context, limits),
        ];
        for (const [verdicts, entries] of [
          [one, some],
          [other, others],
        ] as const) {
          for (const [name, value] of Object.entries(entries)) {
            const known = all.get(name) ?? value;
            verdicts.add(sha256(name), known);
            all.set(name, known);
          }
        }
        await one.save();
        await other.save();
        const opened = await openDecodeVerdicts(place.context, limits);
        for (const [name, value] of all) expect(opened.get(sha256(name))).toEqual(value);
        expect(opened.get(sha256('never added, as its text is longer'))).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('of 100,000 images are one file of 44 bytes each', async () => {
    const verdicts = await openDecodeVerdicts(place.context, limits);
    for (let index = 0; index < 100_000; index++) verdicts.add(sha256(String(index)), { width: index + 1, height: 2 });
    await verdicts.save();
    const keys = await place.context.artifacts.backend.list('decode-verdicts/');
    expect(keys).toHaveLength(1);
    const { length } = (await place.context.artifacts.backend.read(keys[0]!))!;
    expect(length).toBeLessThan(4_400_100);
    expect((await openDecodeVerdicts(place.context, limits)).get(sha256('77777'))).toEqual({
      width: 77_778,
      height: 2,
    });
  });
});
