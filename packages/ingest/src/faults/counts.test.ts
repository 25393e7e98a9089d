import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ingestInputSchema, type Source, type SourceKind, sourceSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { zipOf } from '@sightline/native/fixtures/zip';
import { openDataset } from '../dataset/dataset.ts';
import { greyPng, noise, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { tarOf } from '../sources/archive/archive.fixture.ts';
import { examples } from '../sources/examples.fixture.ts';
import { isInLitter } from '../sources/folders/litter.ts';
import { sources } from '../sources/sources.ts';
import { hasFfmpeg } from '../sources/video/video.fixture.ts';

/** What people have beside their data, by name; a text is where a link leads. */
const STRAY: Record<string, () => Promise<Buffer> | Buffer | string> = {
  'upper.PNG': () => greyPng([7, 8, 9]),
  'photo.JFIF': () => noise(9).jpeg().toBuffer(),
  'photo.JPE': () => noise(10).jpeg().toBuffer(),
  'scan.TIFF': () => noise(11).tiff().toBuffer(),
  'phone.heic': () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  'old.bmp': () => Buffer.from('BM, cut short'),
  'empty.png': () => Buffer.alloc(0),
  'cut.png': async () => (await noise(12).png().toBuffer()).subarray(0, 200),
  'text.jpg': () => Buffer.from('a text'),
  'twin.png': () => greyPng([1, 1, 2]),
  'TWIN.png': () => greyPng([2, 1, 1]),
  'notes.md': () => Buffer.from('notes'),
  'no extension': () => Buffer.from('x'),
  'con.png': () => greyPng([3, 1, 1]),
  '.hidden.png': () => greyPng([4, 1, 1]),
  'Thumbs.db': () => Buffer.from('x'),
  '.DS_Store': () => Buffer.from('x'),
  'inner.png': () => 'upper.PNG',
  'gone.png': () => 'nothing.png',
  'out.png': () => '../../../elsewhere.png',
};

/** Where strays are put, and which files are read with others rather than by themselves. */
const LAYOUTS: Partial<Record<SourceKind, { folders: string[]; isSide?: (path: string) => boolean }>> = {
  'image-folder': { folders: ['cat', 'cat/deep', '.'] },
  yolo: { folders: ['images/train', 'images'], isSide: (path) => /^labels\/train\/000\.txt$|\.yaml$/.test(path) },
  'pascal-voc': { folders: ['JPEGImages'], isSide: (path) => path.endsWith('.xml') },
  // A set of annotations says which images it is of; a warning names how many others are there.
  coco: { folders: ['photos'], isSide: (path) => !/^photos\/00[0-3]\.png$/.test(path) },
  video: { folders: ['run', '.'] },
};

const strays = (folders: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...folders), fc.constantFrom(...Object.keys(STRAY))), {
    selector: ([folder, name]) => `${folder}/${name}`,
    maxLength: 12,
  });

async function put(root: string, found: readonly (readonly [string, string])[]): Promise<void> {
  for (const [folder, name] of found) {
    const content = await (STRAY[name] as () => Promise<Buffer> | Buffer | string)();
    const file = join(root, folder, name);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'string') await symlink(content, file);
    else await writeFiles(dirname(file), { [name]: content });
  }
}

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe('every file ends in the dataset or is set aside, once', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const read = async (source: object) => {
    const { dataset } = await ingest(ingestInputSchema.parse({ source, maxQuarantinedFraction: 1 }), place.context);
    const { samples, quarantined } = await openDataset(place.context.artifacts, dataset);
    return { taken: samples.map(({ id, group }) => group ?? id), set: quarantined, ids: samples.map(({ id }) => id) };
  };
  /** All that samples and those set aside are of, sorted; none may be named twice. */
  const endsOf = ({ taken, set, ids }: Awaited<ReturnType<typeof read>>) => {
    if (new Set(ids).size < ids.length) return 'an id comes twice';
    const strange = set.find(({ detail }) => /0x[0-9a-f]{6}|sightline-(source|ingest)-|\/tmp\//.test(detail));
    return strange?.detail ?? [...new Set(taken), ...set.map(({ path }) => path)].sort();
  };
  const fresh = async () => {
    await place.remove();
    place = await openWorkplace();
  };

  const kinds = (Object.keys(LAYOUTS) as SourceKind[]).filter((kind) => kind !== 'video' || hasFfmpeg);
  it.each(kinds)('of a source of kind %s', async (kind) => {
    const { folders, isSide = () => false } = LAYOUTS[kind] as (typeof LAYOUTS)['yolo'] & object;
    await fc.assert(
      fc.asyncProperty(strays(folders), async (found) => {
        await fresh();
        const source = await examples[kind](place.source);
        await put(place.source, found);
        const data = (await filesIn(place.source)).filter((path) => !isInLitter(path) && !isSide(path));
        expect(endsOf(await read(source))).toEqual(data.sort());
      }),
      { numRuns: kind === 'video' ? 3 : 12, seed: 1 },
    );
  });

  it.each(['zip', 'tar'])('of an archive (%s)', async (type) => {
    await fc.assert(
      fc.asyncProperty(strays(['cat', 'dog/deep', '.']), async (found) => {
        await fresh();
        await examples['image-folder'](place.source);
        await put(place.source, found);
        const names = await filesIn(place.source);
        const contents = await Promise.all(
          names.map((name) => readFile(join(place.source, name)).catch(() => undefined)),
        );
        const members = names.flatMap((name, index) => (contents[index] ? [{ name, data: contents[index] }] : []));
        await writeFiles(place.root, { packed: type === 'zip' ? zipOf(members) : await tarOf(members) });
        const data = members.map(({ name }) => name).filter((name) => !isInLitter(name));
        expect(endsOf(await read({ kind: 'archive', path: join(place.root, 'packed') }))).toEqual(data.sort());
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('of a table: every row', async () => {
    const paths = fc.constantFrom(
      'cat/000.png',
      'cat/001.png',
      'dog/000.png',
      'gone.png',
      '../out.png',
      'cat/empty.png',
      'DOG/000.png',
    );
    const row = fc.record({ path: paths, label: fc.constantFrom('cat', 'dog', '') });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        await fresh();
        await examples.manifest(place.source);
        await writeFiles(place.source, { 'cat/empty.png': '' });
        const all = [{ path: 'cat/002.png', label: 'cat' }, { path: 'dog/002.png', label: 'dog' }, ...rows];
        await writeFiles(place.source, { 'rows.jsonl': all.map((each) => JSON.stringify(each)).join('\n') });
        const { taken, set } = await read({ kind: 'manifest', path: join(place.source, 'rows.jsonl') });
        expect(taken.length + set.length).toBe(all.length);
        expect(new Set(taken).size).toBe(taken.length);
      }),
      { numRuns: 12, seed: 3 },
    );
  });

  it.each<SourceKind>(['idx', 'npy', 'cifar', 'tfrecord', 'webdataset'])('of records: %s', async (kind) => {
    const source: Source = await examples[kind](place.source);
    const { taken, set } = await read(source);
    expect([taken.length, set.length]).toEqual([kind === 'idx' ? 6 : 4, 0]);
  });

  it('is looked at for every kind of source', () => {
    const covered = [...Object.keys(LAYOUTS), 'archive', 'manifest', 'idx', 'npy', 'cifar', 'tfrecord', 'webdataset'];
    expect(covered.sort()).toEqual(Object.keys(sources).sort());
    expect(sourceSchema.parse({ path: 'x' }).kind).toBe('image-folder');
  });
});
