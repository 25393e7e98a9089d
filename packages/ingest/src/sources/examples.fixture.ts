import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archiveLimitsSchema, type Source, type SourceKind, sourceSchema } from '@sightline/contracts';
import { zipOf } from '@sightline/native/fixtures/zip';
import { imagesOf, writeFiles } from '../image-folder.fixture.ts';
import { tarOf } from './archive/archive.fixture.ts';
import { idxOf, npyOf, pixelsOf } from './arrays/arrays.fixture.ts';
import { vocObject } from './boxes/boxes.fixture.ts';
import { exampleOf, recordOf } from './tfrecord/tfrecord.fixture.ts';
import { writeVideo } from './video/video.fixture.ts';

type VideoSource = Extract<Source, { kind: 'video' }>;
type TfRecordSource = Extract<Source, { kind: 'tfrecord' }>;
type ArchiveSource = Extract<Source, { kind: 'archive' }>;

/** Writes a small source of each kind into an empty folder: at least four samples of two classes. */
export const examples: { [Kind in SourceKind]: (folder: string) => Promise<Extract<Source, { kind: Kind }>> } = {
  'image-folder': async (folder) => {
    await writeFiles(folder, { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) });
    return { kind: 'image-folder', path: folder, layout: 'auto', followLinks: false };
  },
  manifest: async (folder) => {
    const images = { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) };
    const rows = Object.keys(images).map((path) => `${path},${path.split('/')[0]}`);
    await writeFiles(folder, { ...images, 'images.csv': ['path,label', ...rows].join('\n') });
    return { kind: 'manifest', path: join(folder, 'images.csv'), boxUnit: 'fraction', followLinks: false };
  },
  idx: async (folder) => {
    await writeFiles(folder, {
      'train-images-idx3-ubyte': idxOf([4, 2, 3], pixelsOf(4 * 2 * 3)),
      'train-labels-idx1-ubyte.gz': gzipSync(idxOf([4], [0, 10, 0, 10])),
      't10k-images-idx3-ubyte.gz': gzipSync(idxOf([2, 2, 3], pixelsOf(2 * 2 * 3))),
      't10k-labels-idx1-ubyte': idxOf([2], [10, 9]),
    });
    return { kind: 'idx', path: folder };
  },
  npy: async (folder) => {
    await writeFiles(folder, {
      'images.npy': npyOf('|u1', [4, 2, 3], pixelsOf(4 * 2 * 3)),
      'labels.npy': npyOf('|u1', [4, 1], [0, 1, 2, 1]),
    });
    return { kind: 'npy', path: folder, arrays: null };
  },
  cifar: async (folder) => {
    const record = (label: number) => Buffer.from([label, ...pixelsOf(3072)]);
    await writeFiles(folder, {
      'data_batch_1.bin': Buffer.concat([record(1), record(0), record(1)]),
      'test_batch.bin': record(0),
      'batches.meta.txt': 'airplane\nautomobile\n\n',
    });
    return { kind: 'cifar', path: folder, labels: '10' };
  },
  coco: async (folder) => {
    const images = await imagesOf('photos', 4, 1);
    const content = {
      images: Object.keys(images).map((name, id) => ({ id, file_name: name.replace('photos/', '') })),
      annotations: [0, 1, 1, 3].map((image, index) => ({
        image_id: image,
        category_id: index % 2,
        bbox: [0, 0, 1 + index, 1],
      })),
      categories: [
        { id: 0, name: 'cat' },
        { id: 1, name: 'dog' },
      ],
    };
    await writeFiles(folder, { ...images, 'instances.json': JSON.stringify(content) });
    const sets = [{ annotations: 'instances.json', images: 'photos', split: null }];
    return { kind: 'coco', path: folder, sets, followLinks: false };
  },
  yolo: async (folder) => {
    const images = await imagesOf('images/train', 4, 1);
    await writeFiles(folder, {
      ...images,
      'labels/train/000.txt': '1 0.5 0.5 0.2 0.2\n',
      'data.yaml': 'names: [cat, dog]',
    });
    return { kind: 'yolo', path: folder, followLinks: false };
  },
  'pascal-voc': async (folder) => {
    const images = await imagesOf('JPEGImages', 4, 1);
    const xmls = Object.keys(images).map((name, index) => [
      name.replace('JPEGImages', 'Annotations').replace('.png', '.xml'),
      `<annotation><filename>${basename(name)}</filename>` +
        `${index > 0 ? vocObject('dog', [1, 1, 2, 1]) : ''}</annotation>`,
    ]);
    await writeFiles(folder, { ...images, ...Object.fromEntries(xmls) });
    return { kind: 'pascal-voc', path: folder, followLinks: false };
  },
  tfrecord: async (folder) => {
    const records = Object.values(await imagesOf('x', 4, 1)).map((image, index) =>
      recordOf(exampleOf({ 'image/encoded': [image], 'image/class/label': [index % 2] })),
    );
    await writeFiles(folder, { 'all.tfrecord': Buffer.concat(records) });
    return sourceSchema.parse({ kind: 'tfrecord', path: folder }) as TfRecordSource;
  },
  video: async (folder) => {
    await writeVideo(join(folder, 'run', 'a.mkv'), 20);
    await writeVideo(join(folder, 'walk', 'b.mkv'), 20);
    return sourceSchema.parse({ kind: 'video', path: folder, frames: { by: 'count', count: 3 } }) as VideoSource;
  },
  webdataset: async (folder) => {
    const images = Object.entries(await imagesOf('x', 4, 1));
    const members = images.flatMap(([name, data]) => [
      { name, data },
      { name: name.replace('.png', '.cls'), data: name < 'x/002' ? '0' : '1' },
    ]);
    await writeFiles(folder, {
      'train-0.tar': await tarOf(members.slice(0, 4)),
      'val-0.tar': await tarOf(members.slice(4)),
    });
    return { kind: 'webdataset', path: folder, classes: ['cat', 'dog'], limits: archiveLimitsSchema.parse({}) };
  },
  archive: async (folder) => {
    const images = { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) };
    const zip = zipOf(Object.entries(images).map(([name, data]) => ({ name, data })));
    await writeFiles(folder, { 'photos.zip': zip });
    return sourceSchema.parse({ kind: 'archive', path: join(folder, 'photos.zip') }) as ArchiveSource;
  },
};

/** The same source at a path that does not exist. */
export function elsewhere<S extends Source>(source: S): S {
  return { ...source, path: join(source.path, '..', 'nowhere') };
}
