import { Worker } from 'node:worker_threads';
import type { AugmentationOptions } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { createSharedMemory, type SharedMemory } from './wasm-instance.ts';

const COUNT = 12;
const START = 64;
const size = { width: 90, height: 70, channels: 3 } as const;
const length = size.width * size.height * size.channels;
const augmentation: AugmentationOptions = {
  transforms: [
    { kind: 'rotate', degrees: 30 },
    { kind: 'contrast', factor: 0.4 },
    { kind: 'gaussianNoise', sigma: 0.1 },
  ],
  seed: 3,
};
const pixels = Uint8Array.from({ length }, (_, index) => (index * 37) % 251);

/** Writes every second sample of a batch from another thread. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { memory, augmentation, pixels, size, first, count, start, length } = workerData;
import('@sightline/augment').then(({ createAugmenter }) => {
  const batch = new Float32Array(memory.buffer, start, count * length);
  const augmenter = createAugmenter(augmentation, { memory });
  for (let row = first; row < count; row += 2) {
    augmenter.writeInto({ pixels, ...size }, { epoch: 1, id: String(row) }, batch, row * length);
  }
});
`;

function writeHalf(memory: SharedMemory, first: number): Promise<void> {
  const workerData = { memory, augmentation, pixels, size, first, count: COUNT, start: START, length };
  const worker = new Worker(THREAD, { eval: true, workerData });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

describe('createSharedMemory', () => {
  it('gives threads one memory, in which they make a batch together that another reads in place', async () => {
    const memory = createSharedMemory(COUNT * length * 4);
    const batch = new Float32Array(memory.buffer, START, COUNT * length);
    await Promise.all([writeHalf(memory, 0), writeHalf(memory, 1)]);
    const augmenter = createAugmenter(augmentation);
    for (let row = 0; row < COUNT; row++) {
      const alone = new Float32Array(length);
      augmenter.writeInto({ pixels, ...size }, { epoch: 1, id: String(row) }, alone, 0);
      expect(batch.slice(row * length, (row + 1) * length)).toEqual(alone);
    }
  });
});
