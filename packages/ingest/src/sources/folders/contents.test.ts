import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { openSource } from '../sources.ts';

describe('what is said where nothing can be used', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());
  const open = (source: object) => openSource(sourceSchema.parse({ path: place.source, ...source }), place.context);

  it('of an empty folder, of hidden files alone, of empty folders', async () => {
    await expect(open({})).rejects.toThrow(/holds no class folders\. .* It is empty\.$/);
    await writeFile(join(place.source, '.gitkeep'), '');
    await expect(open({})).rejects.toThrow(/It holds only hidden files and folders: \.gitkeep\.$/);
    await mkdir(join(place.source, 'cat'));
    await expect(open({})).rejects.toThrow(/It holds no files, only folders: cat\.$/);
  });

  it('of files of other kinds: how many of each', async () => {
    const files = { 'a/1.txt': '', 'a/2.TXT': '', 'b/x.pdf': '', 'b/README': '' };
    await writeFiles(place.source, files);
    await expect(open({})).rejects.toThrow(
      /It holds 4 files: 2 \.txt, 1 without an extension, 1 \.pdf; its folders: a, b\.$/,
    );
  });

  it('of class folders with names that are not valid everywhere', async () => {
    await writeFiles(place.source, { ...(await imagesOf('pro', 2, 1)), ...(await imagesOf('con', 2, 2)) });
    await expect(open({})).rejects.toMatchObject({
      code: 'ingest/single-class',
      message: expect.stringMatching(
        /one class only, "pro".* Set aside: 2 \(con\/000\.png\): "con" is a device on Windows/,
      ),
    });
  });

  it('of a folder around that of the classes: where they may be', async () => {
    await writeFiles(place.source, { ...(await imagesOf('data/cat', 2, 1)), ...(await imagesOf('data/dog', 2, 2)) });
    await expect(open({})).rejects.toThrow(
      /one class only, "data".*"data" holds the folders "cat", "dog": if these are .*, set path to .*data\.$/,
    );
    expect((await open({ path: `${place.source}/data` })).labels).toEqual(['cat', 'dog']);
  });

  it('of a YOLO folder without the folder of its images', async () => {
    await writeFiles(place.source, { 'train/0.png': await greyPng([1]), 'texts/0.txt': '', 'data.yaml': 'names: [a]' });
    await expect(open({ kind: 'yolo' })).rejects.toThrow(
      /no folder called "images".* It holds 3 files: .*1 \.png.*; its folders: texts, train\.$/,
    );
  });

  it('of a Pascal VOC folder without annotations', async () => {
    await writeFiles(place.source, { 'JPEGImages/0.png': await greyPng([1]) });
    await expect(open({ kind: 'pascal-voc' })).rejects.toThrow(
      /no annotations \(\.xml\).* It holds 1 file: 1 \.png; its folders: JPEGImages\.$/,
    );
  });
});
