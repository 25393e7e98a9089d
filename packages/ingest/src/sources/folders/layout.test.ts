import { createContext, type StageContext } from '@sightline/artifacts';
import { sourceSchema } from '@sightline/contracts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { openSource } from '../sources.ts';

describe('the layout of class folders', () => {
  let place: Workplace;
  let context: StageContext;
  let warnings: string[];
  beforeEach(async () => {
    place = await openWorkplace();
    warnings = [];
    const logger = { info() {}, warn: (text: string) => void warnings.push(text) };
    context = createContext({ root: `${place.root}/store`, logger });
  });
  afterEach(() => place.remove());

  const list = async (paths: readonly string[], settings: object = {}) => {
    await writeFiles(
      place.source,
      Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await greyPng([1])]))),
    );
    const { labels, items } = await openSource(sourceSchema.parse({ path: place.source, ...settings }), context);
    const lines = items.map((item) =>
      'read' in item ? `${item.id} ${item.label} ${item.split ?? '-'}` : `${item.id} ${item.refusal.reason}`,
    );
    return { labels, lines };
  };

  it.each([
    ['train', 'val', 'test'],
    ['train', 'validation', 'test'],
    ['Training', 'VALIDATION', 'Testing'],
    ['training_set', 'valid', 'test images'],
    ['train', 'dev', 'test'],
  ])('%s, %s and %s are splits where they hold class folders', async (train, validation, test) => {
    const { labels, lines } = await list([
      `${train}/cat/0.png`,
      `${train}/dog/tabby/0.png`,
      `${validation}/cat/0.png`,
      `${validation}/dog/0.JPEG`,
      `${test}/cat/0.png`,
    ]);
    expect(labels).toEqual(['cat', 'dog']);
    expect([...lines].sort()).toEqual(
      [
        `${train}/cat/0.png cat train`,
        `${train}/dog/tabby/0.png dog train`,
        `${validation}/cat/0.png cat validation`,
        `${validation}/dog/0.JPEG dog validation`,
        `${test}/cat/0.png cat test`,
      ].sort(),
    );
    expect(warnings).toEqual([]);
  });

  it('keeps the splits that are in class folders, where each image is in one', async () => {
    const images = ['cat/train/0.png', 'cat/test/1.png', 'dog/Train/0.png'];
    expect(await list(images)).toEqual({
      labels: ['cat', 'dog'],
      lines: ['cat/test/1.png cat test', 'cat/train/0.png cat train', 'dog/Train/0.png dog train'],
    });
    expect((await list(['dog/1.png'])).lines).toContain('cat/test/1.png cat -');
  });

  it('a split may lack a class, hold one alone, or be the only one', async () => {
    expect((await list(['train/cat/0.png', 'val/dog/0.png'])).lines).toEqual([
      'train/cat/0.png cat train',
      'val/dog/0.png dog validation',
    ]);
    await place.remove();
    place = await openWorkplace();
    expect((await list(['train/cat/0.png', 'train/dog/0.png'])).labels).toEqual(['cat', 'dog']);
  });

  it('images of a test split without labels are set aside, with the reason', async () => {
    const { labels, lines } = await list(['train/cat/0.png', 'train/dog/0.png', 'test/0.png', 'loose.png']);
    expect(labels).toEqual(['cat', 'dog']);
    expect(lines).toEqual([
      'loose.png missing-label',
      'test/0.png missing-label',
      'train/cat/0.png cat train',
      'train/dog/0.png dog train',
    ]);
  });

  it('names of classes that differ in case alone are not two classes', async () => {
    const { labels, lines } = await list(['train/Cat/0.png', 'train/dog/0.png', 'val/cat/0.png']);
    expect(labels).toEqual(['Cat', 'dog']);
    expect(lines).toContain('val/cat/0.png unsafe-path');
  });

  it('a folder beside the splits that holds no images is none of them', async () => {
    await writeFiles(place.source, { 'docs/readme.txt': 'x' });
    const { lines } = await list(['train/cat/0.png', 'val/dog/0.png']);
    expect(lines[0]).toBe('docs/readme.txt not-an-image');
  });

  describe('that can be meant in two ways', () => {
    it('is an error that names the setting: splits with class folders beside other folders', async () => {
      const mixed = ['train/cat/0.png', 'train/dog/0.png', 'val/cat/0.png', 'extra/cat/0.png'];
      await expect(list(mixed)).rejects.toMatchObject({
        code: 'ingest/invalid-source',
        message: expect.stringMatching(
          /"train", "val" .* "extra" has no such name\. Set layout: splits .* layout: classes/,
        ),
      });
      expect((await list([], { layout: 'splits' })).lines).toEqual([
        'extra/cat/0.png missing-label',
        'train/cat/0.png cat train',
        'train/dog/0.png dog train',
        'val/cat/0.png cat validation',
      ]);
      expect((await list([], { layout: 'classes' })).labels).toEqual(['extra', 'train', 'val']);
    });

    it('is an error: one folder of class folders has the name of a split', async () => {
      const mixed = ['train/cat/0.png', 'train/dog/0.png', 'eval/cat/0.png', 'eval/dog/0.png'];
      await expect(list(mixed)).rejects.toMatchObject({
        code: 'ingest/invalid-source',
        message: expect.stringMatching(/"train" .* "eval" has no such name\. Set layout: splits .* layout: classes/),
      });
    });

    it('is an error: splits without class folders', async () => {
      await expect(list(['train/0.png', 'test/0.png'])).rejects.toMatchObject({
        code: 'ingest/invalid-source',
        message: expect.stringMatching(
          /"test", "train" .* no class folders in them.*test\/<class>\/<image>.*layout: classes/,
        ),
      });
      expect((await list([], { layout: 'classes' })).labels).toEqual(['test', 'train']);
      expect(warnings).toEqual([]);
    });

    it('is a warning: one class has the name of a split', async () => {
      expect((await list(['cat/0.png', 'dog/0.png', 'test/0.png'])).labels).toEqual(['cat', 'dog', 'test']);
      expect(warnings).toEqual([expect.stringMatching(/have names of splits: "test"\. Set layout: splits/)]);
    });

    it('is an error: no folder is a split where the setting says so', async () => {
      await expect(list(['cat/0.png', 'dog/0.png'], { layout: 'splits' })).rejects.toMatchObject({
        message: expect.stringMatching(/no folder with the name of a split .*only "cat", "dog"\. Allowed: train/),
      });
    });
  });
});
