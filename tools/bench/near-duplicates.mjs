// @ts-check
// `npm run bench:duplicates`: how long it takes to find near duplicates among 1,000,000 perceptual hashes.
import { hashClusters } from '@sightline/ingest';
import { RandomStream } from '@sightline/contracts';

const COUNT = 1_000_000;
const stream = new RandomStream(1);
const word = () =>
  stream
    .integer(2 ** 32)
    .toString(16)
    .padStart(8, '0');
const hashes = Array.from({ length: COUNT }, () => word() + word());
for (const distance of [0, 1, 2, 3, 4]) {
  const began = performance.now();
  const clusters = hashClusters(hashes, distance);
  const seconds = (performance.now() - began) / 1000;
  console.log(`${COUNT} hashes, ${distance} bits apart at most: ${seconds.toFixed(1)} s, ${clusters.length} clusters`);
}
