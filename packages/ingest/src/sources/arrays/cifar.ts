import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RawImage, sortedByCodePoints, type Source, type SplitName } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { openByteFile } from '../files/byte-file.ts';
import { findSource } from '../find-source.ts';
import { namesIn } from '../labels/class-names.ts';
import { listingOf } from '../listing.ts';
import { readText } from '../text/read-text.ts';
import { type Resources, withResources } from '../resources.ts';
import type { OpenContext, SourceListing } from '../source.ts';
import { arrayItems, type ArraySet } from './array-items.ts';

type CifarSource = Extract<Source, { kind: 'cifar' }>;

const SIDE = 32;
const PLANE = SIDE * SIDE;
const FILES: readonly { name: RegExp; split: SplitName }[] = [
  { name: /^(data_batch_\d+|train)\.bin$/, split: 'train' },
  { name: /^test(_batch)?\.bin$/, split: 'test' },
];
/** The Python version, whose files are programs. */
const PICKLED = /^(data_batch_\d+|test_batch|batches\.meta|train|test|meta)$/;
/** Where the label is in a record, how many bytes come before the pixels, and the file of the classes' names. */
const LAYOUTS = {
  '10': { classes: 10, offset: 0, header: 1, names: 'batches.meta.txt' },
  '100-fine': { classes: 100, offset: 1, header: 2, names: 'fine_label_names.txt' },
  '100-coarse': { classes: 20, offset: 0, header: 2, names: 'coarse_label_names.txt' },
} as const;

/**
 * Lists the binary version of CIFAR-10 or CIFAR-100 (https://www.cs.toronto.edu/~kriz/cifar.html), with its train and
 * test splits. Labels have their names when the list of them is in the folder too.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when a file is not a whole number of records
 */
export async function openCifar(source: CifarSource, context: OpenContext): Promise<SourceListing> {
  const folder = await findSource(source.path, 'folder', 'a folder of files such as data_batch_1.bin');
  const layout = LAYOUTS[source.labels];
  const files = await readdir(folder);
  if (files.some((name) => PICKLED.test(name)) && !files.some((name) => name.endsWith('.bin'))) {
    throw new IngestError(
      'ingest/invalid-source',
      `${source.path} holds the Python version of CIFAR, which is pickled and never unpickled. Get the binary ` +
        'version (data_batch_1.bin, train.bin, …).',
    );
  }
  const names = files.includes(layout.names) ? namesIn(await readText(join(folder, layout.names))) : [];
  return withResources(context, async (resources) => {
    const sets: ArraySet[] = [];
    for (const name of sortedByCodePoints(files, (file) => file)) {
      const split = FILES.find((file) => file.name.test(name))?.split;
      if (split) sets.push(await openBatch(join(folder, name), { name, split, layout, resources }));
    }
    return listingOf(source.path, arrayItems(sets, names));
  });
}

interface Batch {
  name: string;
  split: SplitName;
  layout: (typeof LAYOUTS)[keyof typeof LAYOUTS];
  resources: Resources;
}

async function openBatch(path: string, { name, split, layout, resources }: Batch): Promise<ArraySet> {
  const { classes, offset, header } = layout;
  const record = header + 3 * PLANE;
  const { size } = await stat(path);
  if (size === 0 || size % record !== 0) {
    throw new IngestError(
      'ingest/invalid-source',
      `${path} has ${size} bytes, which is not a whole number of records of ${record} bytes each (${header} of ` +
        `labels, 3 × ${SIDE} × ${SIDE} of pixels). Check \`labels\`, and that the file is complete.`,
    );
  }
  const file = await openByteFile(path, resources);
  const numbers: number[] = [];
  for (let index = 0; index < size / record; index++)
    numbers.push((await file.read(index * record + offset, 1))[0] ?? 0);
  const wrong = numbers.findIndex((number) => number >= classes);
  if (wrong !== -1) {
    throw new IngestError(
      'ingest/invalid-source',
      `${path}: record ${wrong} has the label ${numbers[wrong]}; 0 to ${classes - 1} are allowed. Is \`labels\` right?`,
    );
  }
  const read = async (index: number) => interleaved(await file.read(index * record + header, 3 * PLANE));
  return { name, labels: numbers, split, read };
}

/** From a plane of red, one of green and one of blue to pixels. */
function interleaved(planes: Uint8Array): RawImage {
  const pixels = new Uint8Array(3 * PLANE);
  for (let pixel = 0; pixel < PLANE; pixel++)
    for (let channel = 0; channel < 3; channel++) pixels[3 * pixel + channel] = planes[channel * PLANE + pixel] ?? 0;
  return { pixels, width: SIDE, height: SIDE, channels: 3 };
}
