import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RandomStream, type RawImage } from '@sightline/contracts';

const SIDE = 28;
const require = createRequire(import.meta.url);

/** Real digits of MNIST, `each` of every class, some of them with wrong labels. */
export interface Digits {
  pixels: Uint8Array;
  images: RawImage[];
  truth: number[];
  labels: number[];
}

/** @param flipped the fraction of the labels that are changed to another class */
export function digitsOf(each: number, { flipped, seed }: { flipped: number; seed: number }): Digits {
  const size = SIDE * SIDE;
  const pixels = new Uint8Array(10 * each * size);
  for (let digit = 0; digit < 10; digit++) {
    const file = readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8');
    const { data } = JSON.parse(file) as { data: number[] };
    for (let at = 0; at < each * size; at++) pixels[digit * each * size + at] = Math.round((data[at] as number) * 255);
  }
  const stream = new RandomStream(seed);
  const truth = Array.from({ length: 10 * each }, (_, index) => Math.floor(index / each));
  const labels = truth.map((digit) => (stream.next() < flipped ? (digit + 1 + stream.integer(9)) % 10 : digit));
  const images = truth.map((_, index): RawImage => {
    const own = pixels.subarray(index * size, (index + 1) * size);
    return { pixels: own, width: SIDE, height: SIDE, channels: 1 };
  });
  return { pixels, images, truth, labels };
}
