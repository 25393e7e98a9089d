import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { archiveLimitsSchema, sortedByCodePoints, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { unpackZip } from '../archive/unpack-zip.ts';
import { openByteFile } from '../files/byte-file.ts';
import { findSource } from '../find-source.ts';
import { listingOf } from '../listing.ts';
import { type Resources, withResources } from '../resources.ts';
import type { OpenContext, SourceListing } from '../source.ts';
import { splitNamed } from '../split-name.ts';
import { arrayItems, type ArraySet } from './array-items.ts';
import { invalid, readNpyHeader } from './npy-header.ts';
import { readNpyLabels } from './npy-labels.ts';

type NpySource = Extract<Source, { kind: 'npy' }>;

/** What arrays of images are called, with a split before or after, and what their labels are then called. */
const PARTNERS: Record<string, string> = { x: 'y', images: 'labels', data: 'labels' };
const IMAGES = /^(?:(?<before>[a-z]+)_)?(?<name>x|images|data)(?:_(?<after>[a-z]+))?$/i;

/**
 * Lists NumPy arrays: an `.npz`, or a folder of `.npy` files. Images are `uint8` of shape `[n, height, width]` or `[n,
 * height, width, 1 or 3]`, labels whole numbers or strings. `x_train` goes with `y_train`, `train_images` with
 * `train_labels`, `images` with `labels`; a split in the name is kept.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source`
 */
export async function openNpy(source: NpySource, context: OpenContext): Promise<SourceListing> {
  const place = await findSource(source.path, 'either', 'an .npz file or a folder of .npy files');
  return withResources(context, async (resources) => {
    const folder = (await stat(place)).isDirectory() ? place : await unpackNpz(place, resources);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.npy')).map((name) => basename(name, '.npy'));
    try {
      const sets: ArraySet[] = [];
      for (const pair of pairsOf(source, names)) sets.push(await openSet(folder, pair, resources));
      return listingOf(source.path, arrayItems(sets));
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      // Not the temporary folder that an .npz was unpacked into.
      throw new IngestError(error.code, error.message.replaceAll(folder, source.path), { cause: error });
    }
  });
}

async function unpackNpz(file: string, resources: Resources): Promise<string> {
  const folder = await resources.folder();
  const [refused] = await unpackZip(file, folder, { limits: archiveLimitsSchema.parse({}), ...resources });
  if (refused) throw new IngestError('ingest/invalid-source', `${file}: ${refused.id}: ${refused.refusal.detail}`);
  return folder;
}

interface Pair {
  images: string;
  labels: string;
  split?: string | undefined;
}

function pairsOf({ path, arrays }: NpySource, names: readonly string[]): Pair[] {
  const pairs: Pair[] = arrays ? [arrays] : [];
  for (const images of arrays ? [] : sortedByCodePoints(names, (name) => name)) {
    const { before, name = '', after } = IMAGES.exec(images)?.groups ?? {};
    const partner = PARTNERS[name.toLowerCase()];
    if (!partner) continue;
    const labels = [before, partner, after].filter((part) => part !== undefined).join('_');
    pairs.push({ images, labels, split: before ?? after });
  }
  const missing = pairs.flatMap(({ images, labels }) => [images, labels]).find((name) => !names.includes(name));
  if (pairs.length > 0 && missing === undefined) return pairs;
  const advice =
    'Name an array of images x_train and that of its labels y_train, or say which they are (arrays: { images, ' +
    'labels }).';
  throw new IngestError(
    'ingest/invalid-source',
    `${path} has ${missing === undefined ? 'no array that is called as images are' : `no array ${missing}`}; it ` +
      `has ${names.join(', ') || 'none'}. ${advice}`,
  );
}

async function openSet(folder: string, pair: Pair, resources: Resources): Promise<ArraySet> {
  const images = await openByteFile(join(folder, `${pair.images}.npy`), resources);
  const labels = await readNpyLabels(await openByteFile(join(folder, `${pair.labels}.npy`), resources));
  const { dtype, shape, offset } = await readNpyHeader(images);
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  if (
    dtype !== '|u1' ||
    shape.length < 3 ||
    shape.length > 4 ||
    (channels !== 1 && channels !== 3) ||
    height * width === 0
  ) {
    throw invalid(
      images,
      `holds ${dtype} of shape (${shape.join(', ')}); images must be |u1 (uint8, 0 to 255) of shape (n, height, ` +
        'width) or (n, height, width, 1 or 3).',
    );
  }
  if (labels.length !== count)
    throw invalid(images, `holds ${count} images, but ${pair.labels} holds ${labels.length} labels.`);
  const imageBytes = height * width * channels;
  return {
    name: pair.images,
    labels,
    split: pair.split === undefined ? undefined : splitNamed(pair.split),
    async read(index) {
      const pixels = await images.read(offset + index * imageBytes, imageBytes);
      return { pixels, width, height, channels };
    },
  };
}
