import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ingestInputSchema, type Source, type SourceKind, sourceSchema } from '@sightline/contracts';
import { runStage } from '@sightline/artifacts';
import { openDataset } from '../../dataset/dataset.ts';
import { contentOf } from '../../dataset/parts.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingestStage } from '../../stages.ts';
import { examples } from '../examples.fixture.ts';
import { openSource } from '../sources.ts';
import { hasFfmpeg, writeVideo } from '../video/video.fixture.ts';

const CONTENT = /\.(png|mkv)$/;

describe('links that lead out of a source', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  /**
   * Moves the images or videos of a source into a cache under names without an extension, and leaves links, as DVC and
   * Hugging Face's hub do.
   */
  const moveToCache = async () => {
    const cache = join(place.root, 'cache');
    await mkdir(cache, { recursive: true });
    const files = (await readdir(place.source, { recursive: true })).filter((name) => CONTENT.test(name)).sort();
    for (const [index, name] of files.entries()) {
      const [file, blob] = [join(place.source, name), join(cache, `blob${index}`)];
      await rename(file, blob);
      await symlink(relative(dirname(file), blob), file);
    }
    return files.length;
  };
  const read = async (source: object) => {
    const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.99 });
    return openDataset(place.context.artifacts, (await runStage(ingestStage, input, place.context)).dataset);
  };

  const kinds: SourceKind[] = ['image-folder', 'manifest', 'coco', 'yolo', 'pascal-voc'];
  if (hasFfmpeg) kinds.push('video');

  it.each(kinds)('are followed in a source of kind %s where followLinks says so, and else tell why', async (kind) => {
    const source: Source = await examples[kind](place.source);
    const before = await read(source);
    const count = await moveToCache();
    const refused = await openSource(source, place.context).then(
      ({ items }) => items.flatMap((item) => ('refusal' in item ? [item.refusal.detail] : [])).join(' '),
      (error: Error) => error.message,
    );
    if (['image-folder', 'video'].includes(kind)) {
      expect(refused).toMatch(
        new RegExp(`Set aside: ${count} .*link that leads out of the source folder.*followLinks: true`),
      );
    } else {
      await expect(read(source)).rejects.toThrow(/link that leads out of the source folder.*followLinks: true/);
    }
    const followed = { ...source, followLinks: true };
    const after = await read(followed);
    const idsAndContents = ({ samples }: typeof before) =>
      samples.map((sample) => ({ id: sample.id, label: sample.label, content: contentOf(sample) }));
    expect(idsAndContents(after)).toEqual(idsAndContents(before));
    if (kind === 'video') {
      await writeVideo(join(place.root, 'other.mkv'), 12);
      await rename(join(place.root, 'other.mkv'), join(place.root, 'cache/blob0'));
    } else await writeFile(join(place.root, 'cache/blob0'), await greyPng([9, 9, 9, 9]));
    const changed = await read(followed);
    expect([...idsAndContents(changed), ...changed.quarantined]).not.toEqual([
      ...idsAndContents(after),
      ...after.quarantined,
    ]);
  });

  it('to folders are followed too, but not round and round', async () => {
    await writeFiles(place.root, {
      ...(await imagesOf('elsewhere/cats', 2, 1)),
      ...(await imagesOf('elsewhere/dogs', 2, 2)),
    });
    await symlink('../elsewhere/cats', join(place.source, 'cat'));
    await symlink('../elsewhere/dogs', join(place.source, 'dog'));
    await symlink('..', join(place.root, 'elsewhere/dogs/loop'));
    await symlink('loop.png', join(place.root, 'elsewhere/cats/loop.png'));
    await symlink('nothing.png', join(place.root, 'elsewhere/cats/gone.png'));
    const open = (settings: object) =>
      openSource(sourceSchema.parse({ path: place.source, ...settings }), place.context);
    await expect(open({})).rejects.toThrow(
      /holds no class folders\. Set aside: 2 \(cat\): A link that leads out.*followLinks/,
    );
    const { items } = await open({ followLinks: true });
    const lines = items.map((item) => `${item.id} ${'refusal' in item ? item.refusal.reason : item.label}`);
    expect(lines.filter((line) => !line.includes('dog/loop/'))).toEqual([
      'cat/000.png cat',
      'cat/001.png cat',
      'cat/gone.png missing-file',
      'cat/loop.png missing-file',
      'dog/000.png dog',
      'dog/001.png dog',
    ]);
    expect(lines).toContain('dog/loop/dogs/loop not-a-file');
  });

  it('that lead to a folder in the source are named', async () => {
    await writeFiles(place.source, { ...(await imagesOf('cat', 2, 1)), ...(await imagesOf('dog', 2, 2)) });
    await symlink('cat', join(place.source, 'kitten'));
    const { items } = await openSource(sourceSchema.parse({ path: place.source }), place.context);
    expect(items.find(({ id }) => id === 'kitten')).toMatchObject({
      refusal: { reason: 'not-a-file', detail: expect.stringMatching(/link to a folder needs followLinks: true/) },
    });
    await rm(join(place.source, 'kitten'));
  });
});
