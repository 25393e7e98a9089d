import { type appendFile, chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createContext, runStage } from '@sightline/artifacts';
import { ingestInputSchema, type SourceKind } from '@sightline/contracts';
import { noise, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingestStage } from '../stages.ts';
import { idxOf } from '../sources/arrays/arrays.fixture.ts';
import { examples } from '../sources/examples.fixture.ts';
import { ingestInChild } from './child.fixture.ts';
import { goodImages, temporaryFolders, wholeArtifacts } from './fault.fixture.ts';
import { disk } from './faulty-disk.fixture.ts';

jest.mock('node:fs/promises', () =>
  jest
    .requireActual<{ onDisk: (real: unknown) => unknown }>('./faulty-disk.fixture.ts')
    .onDisk(jest.requireActual('node:fs/promises')),
);

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(async () => {
  disk.mend();
  await place.remove();
});

const inputOf = async (kind: SourceKind) => ingestInputSchema.parse({ source: await examples[kind](place.source) });
/** A place with the same source and a new store. */
const placeOf = (name: string): Workplace => {
  const root = join(place.root, name);
  return { ...place, root, context: { ...place.context, ...createContext({ root: join(root, 'store') }) } };
};

/**
 * What is written besides the store depends on the kind of source: nothing, the entries of a zip, of an `.npz`, of
 * tars.
 */
const all: readonly SourceKind[] = ['image-folder', 'archive', 'npy', 'webdataset'];
const one: readonly SourceKind[] = ['archive'];
const faults = [
  ['F32 a full disk', 'ENOSPC', /full: free some space/, all],
  ['F32 a full fraction of a disk', 'EDQUOT', /used up: free some space|cannot be read: EDQUOT/, one],
  ['F33 a read-only folder', 'EROFS', /read-only: choose another folder|cannot be read: EROFS/, one],
  ['F33 a folder of another user', 'EACCES', /Permission denied: make/, one],
  ['F34 too many open files', 'EMFILE', /Too many open files: raise the limit/, one],
] as const;

describe.each(faults)('%s (%s)', (_, code, message, kinds) => {
  it.each<SourceKind>(kinds)(
    'while a %s is written: a clear error, nothing half-written; then all is well',
    async (kind) => {
      const input = await inputOf(kind);
      const sound = await runStage(ingestStage, input, placeOf('sound').context);
      // Every write of a zip and of tars; what the others write is among those.
      const step = code !== 'ENOSPC' ? 5 : kind === 'archive' || kind === 'webdataset' ? 1 : 3;
      let [points, failures] = [0, 0];
      for (let fired = true; fired; points++) {
        const here = placeOf(String(points));
        const run = () => runStage(ingestStage, input, here.context);
        disk.arm(code, step * points + 1);
        const outcome = await run().catch((error: unknown) => error);
        fired = disk.mend();
        if (outcome instanceof Error) {
          failures++;
          expect(outcome).toMatchObject({
            code: expect.stringMatching(/^(artifacts\/storage-failed|ingest\/source-unreadable)$/),
            message: expect.stringMatching(message),
            retryable: true,
          });
        } else expect(outcome).toEqual(sound);
        await wholeArtifacts(here);
        expect(await temporaryFolders()).toEqual([]);
        expect(await run()).toEqual(sound);
      }
      expect(failures).toBeGreaterThan(30 / step);
      expect(failures).toBeGreaterThanOrEqual(points - 8); // decode verdicts need not be kept: seven writes
    },
  );
});

describe('F32 a file that may not grow (ulimit -f)', () => {
  it.each<[string, () => Promise<object>]>([
    [
      'while a source is unpacked',
      async () => {
        await writeFiles(place.source, {
          'train-images-idx3-ubyte.gz': gzipSync(
            idxOf(
              [500, 28, 28],
              Array.from({ length: 500 * 784 }, () => 0),
            ),
          ),
          'train-labels-idx1-ubyte': idxOf(
            [500],
            Array.from({ length: 500 }, (_, index) => index % 2),
          ),
        });
        return { kind: 'idx', path: place.source };
      },
    ],
    [
      'while a shard is written',
      async () => {
        const large = Buffer.concat([await noise(9).png().toBuffer(), Buffer.alloc(60_000)]);
        await writeFiles(place.source, { 'cat/0.png': large, 'dog/0.png': large });
        return { path: place.source };
      },
    ],
  ])('%s is a clear error, and nothing is half-written', async (_, make) => {
    const { error } = await ingestInChild(
      place.root,
      { source: await make() },
      { limit: 'ulimit -f 50', before: "process.on('SIGXFSZ', () => undefined);" },
    );
    expect(error).toMatchObject({
      code: expect.stringMatching(/^(artifacts\/storage-failed|ingest\/source-unreadable)$/),
      message: expect.stringMatching(/exceeds the size limit: raise it \(ulimit -f\)/),
    });
    expect(await wholeArtifacts(place)).toEqual([]);
  });
});

describe('F33 a read-only source', () => {
  it('is read: nothing is ever written there', async () => {
    const input = await inputOf('image-folder');
    for (const folder of ['cat', 'dog', '.']) await chmod(join(place.source, folder), 0o500);
    const before = await readdir(place.source, { recursive: true });
    await expect(runStage(ingestStage, input, place.context)).resolves.toMatchObject({ samples: 6 });
    expect(await readdir(place.source, { recursive: true })).toEqual(before);
    for (const folder of ['.', 'cat', 'dog']) await chmod(join(place.source, folder), 0o700);
  });
});

describe('F34 no more open files (ulimit -n)', () => {
  it('is a clear error, or enough; and never a sample that is set aside', async () => {
    await writeFiles(place.source, await goodImages());
    const before = `
      const held = [];
      outcome.tries = [];
      for (const free of [0, 1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32]) {
        try { for (;;) held.push(fs.openSync('/dev/null')); } catch {}
        for (let index = 0; index < free; index++) fs.closeSync(held.pop());
        const failed = ({ code, message }) => code + ' ' + message;
        const said = await ingest(input, context).then(({ dataset }) => dataset.id, failed);
        for (const fd of held.splice(0)) fs.closeSync(fd);
        outcome.tries.push(said);
      }`;
    const { output, tries } = await ingestInChild(
      place.root,
      { source: { path: place.source } },
      { limit: 'ulimit -n 500', before },
    );
    expect(output).toMatchObject({ samples: 6, quarantined: 0 });
    const failed = tries.filter((said) => said !== output?.dataset.id);
    for (const said of failed)
      expect(said).toMatch(
        /^(artifacts\/storage-failed|ingest\/source-unreadable) .*Too many open files: raise the limit/,
      );
    expect(failed.length).toBeGreaterThan(1);
    expect(failed.length).toBeLessThan(tries.length);
  });
});

describe('F35 a slow disk', () => {
  it('takes time, gives the same, and is left soon after the work is cancelled', async () => {
    const input = await inputOf('archive');
    const sound = await runStage(ingestStage, input, placeOf('sound').context);
    disk.milliseconds = 20;
    expect(await runStage(ingestStage, input, placeOf('slow').context)).toEqual(sound);
    const cancelled = placeOf('cancelled');
    const context = { ...cancelled.context, signal: place.stop.signal };
    const stopped = performance.now() + 100;
    setTimeout(() => place.stop.abort(new Error('stopped by hand')), 100);
    await expect(runStage(ingestStage, input, context)).rejects.toThrow('stopped by hand');
    expect(performance.now() - stopped).toBeLessThan(30_000);
    disk.mend();
    expect(await wholeArtifacts(cancelled)).toEqual([]);
    expect(await temporaryFolders()).toEqual([]);
  });
});

describe('F36 an image that is written to while it is read', () => {
  it('is noticed: no artifact is made of half an old and half a new one', async () => {
    const input = await inputOf('image-folder');
    const real = jest.requireActual<{ appendFile: typeof appendFile }>('node:fs/promises');
    disk.milliseconds = 50;
    const writing = setInterval(() => void real.appendFile(join(place.source, 'dog/001.png'), '.'), 5);
    try {
      await expect(runStage(ingestStage, input, place.context)).rejects.toMatchObject({
        code: 'ingest/source-changed',
      });
    } finally {
      clearInterval(writing);
    }
    disk.mend();
    expect(await wholeArtifacts(place)).toEqual([]);
    expect(await runStage(ingestStage, input, place.context)).toMatchObject({ samples: 6 });
  });
});
