import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import { openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { openSource } from '../sources.ts';

describe('listing an image folder', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const open = (source: object) => openSource(sourceSchema.parse(source), place.context);
  const list = async (settings: object = {}) =>
    (await open({ path: place.source, ...settings })).items.map(
      (item) => `${item.id} [${item.label ?? ''}] ${'refusal' in item ? item.refusal.reason : 'ok'}`,
    );

  it('takes each folder as a class and finds images at any depth, in the order of code points', async () => {
    await writeFiles(place.source, {
      'b/z.PNG': '',
      'b/a/1.jpg': '',
      'Zoë 🦓/x.webp': '',
      'b/\u{ffee}.png': '',
      'b/🦓.png': '',
      'C/1.png': '',
    });
    expect(await list()).toEqual([
      'C/1.png [C] ok',
      'Zoë 🦓/x.webp [Zoë 🦓] ok',
      'b/a/1.jpg [b] ok',
      'b/z.PNG [b] ok',
      'b/\u{ffee}.png [b] ok',
      'b/🦓.png [b] ok',
    ]);
    expect((await open({ path: place.source })).labels).toEqual(['C', 'Zoë 🦓', 'b']);
  });

  it('passes over hidden files and those that file managers leave', async () => {
    await writeFiles(place.source, {
      'a/1.png': '',
      'b/1.png': '',
      'a/.DS_Store': '',
      'a/Thumbs.db': '',
      '.git/x.png': '',
      '__MACOSX/1.png': '',
    });
    expect(await list()).toEqual(['a/1.png [a] ok', 'b/1.png [b] ok']);
  });

  it('refuses what is not an image by its name, has no class, or is a link that leads out', async () => {
    await writeFiles(place.root, { 'secret.png': 'x', 'elsewhere/1.png': 'x' });
    await writeFiles(place.source, {
      'a/1.png': '',
      'b/1.png': '',
      'a/notes.txt': '',
      'loose.png': '',
      'labels.csv': '',
    });
    await symlink('1.png', join(place.source, 'a/inside.png'));
    await symlink('../../secret.png', join(place.source, 'a/out.png'));
    await symlink(join(place.root, 'elsewhere'), join(place.source, 'a/outer'));
    await symlink('..', join(place.source, 'a/loop'));
    await symlink('nowhere', join(place.source, 'a/gone.png'));
    expect(await list()).toEqual([
      'a/1.png [a] ok',
      'a/gone.png [a] missing-file',
      'a/inside.png [a] ok',
      'a/loop [a] not-a-file',
      'a/notes.txt [a] not-an-image',
      'a/out.png [a] outside-source',
      'a/outer [a] outside-source',
      'b/1.png [b] ok',
      'labels.csv [] not-an-image',
      'loose.png [] missing-label',
    ]);
  });

  it('lists a source that is itself reached by a link', async () => {
    await writeFiles(place.source, { 'a/1.png': '', 'b/1.png': '' });
    await rename(place.source, `${place.source}-real`);
    await symlink(`${place.source}-real`, place.source);
    expect(await list()).toHaveLength(2);
  });

  it.each([
    ['an empty folder', {}, 'ingest/empty-source', /holds no class folders\. Put the images .* It is empty\.$/],
    [
      'loose files only',
      { '1.png': '' },
      'ingest/empty-source',
      /holds no class folders\. Set aside: 1 \(1\.png\): An image outside .* It holds 1 file: 1 \.png\.$/,
    ],
    [
      'a table beside the images',
      { '1.png': '', 'metadata.csv': '' },
      'ingest/empty-source',
      /Or is metadata\.csv a table of the images\? Then read it: kind: manifest\./,
    ],
    [
      'no images',
      { 'a/x.txt': '', 'b/x.txt': '' },
      'ingest/empty-source',
      /holds no image files that can be used\. Set aside: 2 \(a\/x\.txt\): .* It holds 2 files: 2 \.txt; its folders: a, b\.$/,
    ],
    [
      'one class only',
      { 'a/1.png': '' },
      'ingest/single-class',
      /one class only, "a"\. A classifier needs two or more/,
    ],
    [
      'a class without images',
      { 'a/1.png': '', 'b/x.txt': '' },
      'ingest/class-too-small',
      /class folder "b" of .* holds no image files that can be used.* Set aside: 1 \(b\/x\.txt\)/,
    ],
  ])('says what is wrong with %s', async (_, files, code, message) => {
    await writeFiles(place.source, files);
    await expect(open({ path: place.source })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('says that the source is missing, or is a file', async () => {
    await writeFiles(place.root, { 'a.zip': '' });
    await expect(open({ path: join(place.root, 'nowhere') })).rejects.toMatchObject({
      code: 'ingest/source-not-found',
      message: expect.stringMatching(/nowhere does not exist/),
    });
    await expect(open({ path: join(place.root, 'a.zip') })).rejects.toMatchObject({
      code: 'ingest/source-not-found',
      message: expect.stringMatching(/a\.zip is a file, not a folder/),
    });
  });

  it('notices an empty class folder', async () => {
    await writeFiles(place.source, { 'a/1.png': '', 'b/1.png': '' });
    await mkdir(join(place.source, 'c'));
    await expect(open({ path: place.source })).rejects.toMatchObject({
      code: 'ingest/class-too-small',
    });
  });
});
