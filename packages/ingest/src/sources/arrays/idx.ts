import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByCodePoints, type SplitName } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { groupBy } from '../../numbers/group-by.ts';
import { type ByteFile, openByteFile } from '../files/byte-file.ts';
import { findSource } from '../find-source.ts';
import { listingOf } from '../listing.ts';
import { type Resources, withResources } from '../resources.ts';
import type { OpenContext, SourceListing } from '../source.ts';
import { splitInName } from '../split-name.ts';
import { arrayItems, type ArraySet } from './array-items.ts';

const IMAGES = /^(?<set>.+)[-.]images?[-.]idx(?<rank>[34])[-.]ubyte(?<gz>\.gz)?$/;
const LABELS = /[-.]labels?[-.]idx1[-.]ubyte(\.gz)?$/;
const UNSIGNED_BYTE = 0x08;

/**
 * Lists the sets of a folder in the format of MNIST (http://yann.lecun.com/exdb/mnist): each `<set>-images-idx3-ubyte`
 * with its `<set>-labels-idx1-ubyte`, either may be a `.gz`. A set called `train`, `t10k`, `test`, or
 * `emnist-letters-train`, is in that split. Sets of several data sets in one folder are refused: one number is another
 * class in each.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source` when a file is not what its name says or
 * images and labels do not match
 */
export async function openIdx({ path }: { path: string }, context: OpenContext): Promise<SourceListing> {
  const folder = await findSource(path, 'folder', 'a folder of files such as train-images-idx3-ubyte');
  return withResources(context, async (resources) => {
    const names = sortedByCodePoints(await readdir(folder), (name) => name);
    const found = names.flatMap((name) => {
      const set = IMAGES.exec(name)?.groups?.['set'];
      return set === undefined ? [] : { name, set };
    });
    checkFamily(
      path,
      found.map(({ set }) => set),
    );
    const lonely = names.find((name) => LABELS.test(name) && !found.some((each) => isOfOneSet(name, each.name)));
    if (lonely !== undefined) throw invalid(join(folder, lonely), 'has no images beside it. Get them, or take it out.');
    const sets: ArraySet[] = [];
    for (const { name, set } of found) {
      sets.push(await openSet(folder, name, { set, names, resources }));
    }
    return listingOf(path, arrayItems(sets));
  });
}

/** The name of the labels of images, not compressed. */
function labelsOf(images: string): string {
  return images
    .replace(/\.gz$/, '')
    .replace(/image(s?[-.]idx)/, 'label$1')
    .replace(/idx[34]/, 'idx1');
}

function isOfOneSet(labels: string, images: string): boolean {
  return labels.replace(/\.gz$/, '') === labelsOf(images);
}

function splitOf(set: string): SplitName | undefined {
  return /(^|[-_.])t10k$/.test(set) ? 'test' : splitInName(set);
}

/**
 * @throws IngestError when two sets of one split are not of one data set: `emnist-letters-train` and
 * `emnist-digits-train`
 */
function checkFamily(path: string, sets: readonly string[]): void {
  for (const [split, members] of groupBy(sets, splitOf)) {
    if (split === undefined || members.length < 2) continue;
    throw invalid(
      path,
      `has several sets for ${split}: ${members.join(', ')}. Leave one data set in the folder: a number is another ` +
        'class in each.',
    );
  }
}

async function openSet(
  folder: string,
  name: string,
  { set, names, resources }: { set: string; names: readonly string[]; resources: Resources },
): Promise<ArraySet> {
  const wanted = labelsOf(name);
  const labelName = names.find((other) => isOfOneSet(other, name));
  if (!labelName) throw invalid(join(folder, name), `has no labels beside it: ${wanted} or ${wanted}.gz is missing.`);
  const images = await openByteFile(join(folder, name), resources);
  const labels = await openByteFile(join(folder, labelName), resources);
  const imageHeader = await headerOf(images, [3, 4]);
  const [count, height, width, channels = 1] = imageHeader.shape as [number, number, number, number?];
  const labelHeader = await headerOf(labels, [1]);
  if (labelHeader.shape[0] !== count) {
    throw invalid(images.path, `holds ${count} images, but ${labels.path} holds ${labelHeader.shape[0]} labels.`);
  }
  if (channels !== 1 && channels !== 3)
    throw invalid(images.path, `has images of ${channels} channels; 1 or 3 are allowed.`);
  const imageBytes = height * width * channels;
  return {
    name: name.replace(/\.gz$/, ''),
    labels: [...(await labels.read(labelHeader.bytes, count))],
    split: splitOf(set),
    async read(index) {
      const pixels = await images.read(imageHeader.bytes + index * imageBytes, imageBytes);
      return { pixels, width, height, channels };
    },
  };
}

async function headerOf(file: ByteFile, ranks: readonly number[]): Promise<{ bytes: number; shape: number[] }> {
  const [zero, zeroToo, type, rank] = (await file.read(0, 4)) as unknown as [number, number, number, number];
  if (zero !== 0 || zeroToo !== 0 || type !== UNSIGNED_BYTE || !ranks.includes(rank)) {
    const magic = [zero, zeroToo, type, rank].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const allowed = ranks.map((each) => `00 00 08 0${each}`).join(' or ');
    throw invalid(file.path, `begins with ${magic}; an IDX file of this name begins with ${allowed}.`);
  }
  const header = await file.read(4, 4 * rank);
  const shape = Array.from({ length: rank }, (_, axis) => header.readUInt32BE(4 * axis));
  const bytes = 4 + 4 * rank;
  const size = bytes + shape.reduce((product, length) => product * length, 1);
  if (file.size !== size || shape.slice(1).includes(0)) {
    throw invalid(
      file.path,
      `has ${file.size} bytes; its header (${shape.join(' × ')}) promises ${size}. Get the file again.`,
    );
  }
  return { bytes, shape };
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `${file} ${problem}`);
}
