// @ts-check
// Sightline as a contender in augmentation: ours.mjs PIPELINE PATH, as a user would write it: what is decoded,
// and the batch, lie in the augmenter's memory.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createAugmenter, createSharedMemory } from '@sightline/augment';
import { decodeJpeg } from '@sightline/ingest';
import { BATCH, OUTPUTS, PIPELINES } from './pipelines.mjs';

/** The first bytes of a memory are not the caller's. */
const START = 64;
const pipeline = /** @type {import('./pipelines.mjs').PipelineName} */ (process.argv[2]);
const path = process.argv[3] ?? '';
const { length, normalization } = OUTPUTS[pipeline];
const batchSize = BATCH[pipeline];

const run = pipeline === 'photographs' ? await photographs() : await digits();
run(20);
console.log(JSON.stringify({ ready: true, version: '0.1.0' }));
for await (const line of createInterface({ input: process.stdin })) {
  const { steps } = JSON.parse(line);
  const began = performance.now();
  run(steps);
  console.log(JSON.stringify({ samples: steps * batchSize, seconds: (performance.now() - began) / 1000 }));
}

async function photographs() {
  const names = (await readdir(path)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(path, name))));
  const { memory, input, batch } = layOut(256 * 256 * 3);
  const augmenter = createAugmenter({ transforms: PIPELINES.photographs, seed: 1 }, { memory, normalization });
  let made = 0;
  return (/** @type {number} */ steps) => {
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < batchSize; row++, made++) {
        const index = made % files.length;
        const image = decodeJpeg(/** @type {Buffer} */ (files[index]), { channels: 3, into: input });
        if (!image) throw new Error(`${names[index]} is not a plain JPEG.`);
        const key = { epoch: Math.floor(made / files.length), id: /** @type {string} */ (names[index]) };
        augmenter.writeInto(image, key, batch, row * length);
      }
    }
  };
}

async function digits() {
  const bytes = await readFile(path);
  const { memory, input, batch } = layOut(bytes.length);
  input.set(bytes);
  const images = Array.from({ length: bytes.length / length }, (_, index) => ({
    id: `${index}.png`,
    image: /** @type {const} */ ({
      pixels: input.subarray(index * length, (index + 1) * length),
      width: 28,
      height: 28,
      channels: 1,
    }),
  }));
  const augmenter = createAugmenter({ transforms: PIPELINES.digits, seed: 1 }, { memory, normalization });
  let made = 0;
  return (/** @type {number} */ steps) => {
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < batchSize; row++, made++) {
        const { id, image } = /** @type {typeof images[number]} */ (images[made % images.length]);
        augmenter.writeInto(image, { epoch: Math.floor(made / images.length), id }, batch, row * length);
      }
    }
  };
}

/**
 * One memory for what is read and for the batch.
 *
 * @param {number} bytes of what is read
 */
function layOut(bytes) {
  const batchAt = START + Math.ceil(bytes / 4) * 4;
  const memory = createSharedMemory(batchAt + batchSize * length * 4);
  return {
    memory,
    input: new Uint8Array(memory.buffer, START, bytes),
    batch: new Float32Array(memory.buffer, batchAt, batchSize * length),
  };
}
