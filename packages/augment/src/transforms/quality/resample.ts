import type { RawImage } from '@sightline/contracts';

/**
 * For each pixel of a row (or column) of the output: the first one of the input that counts, and the weights from there
 * on, which sum to 1.
 */
export type Taps = readonly { first: number; weights: readonly number[] }[];

/** `step` is how many input pixels one of the output spans; so in all of these, which are OpenCV's. */
export function nearestTaps(from: number, to: number, step: number): Taps {
  return Array.from({ length: to }, (_, index) => ({
    first: Math.min(Math.floor(index * step), from - 1),
    weights: [1],
  }));
}

/** Between the centres of the two nearest pixels. */
export function linearTaps(from: number, to: number, step: number): Taps {
  return Array.from({ length: to }, (_, index) => {
    const place = Math.min(Math.max((index + 0.5) * step - 0.5, 0), from - 1);
    const first = Math.min(Math.floor(place), Math.max(0, from - 2));
    return { first, weights: from === 1 ? [1] : [1 - (place - first), place - first] };
  });
}

/** The mean of what the pixel covers. */
export function areaTaps(from: number, to: number, step: number): Taps {
  return Array.from({ length: to }, (_, index) => {
    const start = Math.min(index * step, from - Math.min(1, step));
    const end = Math.min(start + step, from);
    const first = Math.floor(start);
    const count = Math.max(1, Math.ceil(end - 1e-9) - first);
    const weights = Array.from({ length: count }, (_unused, tap) => {
      const covered = Math.min(end, first + tap + 1) - Math.max(start, first + tap);
      return covered / (end - start);
    });
    return { first, weights };
  });
}

/** Resizes by taps for each axis; rounded once. */
export function resample(image: RawImage, across: Taps, down: Taps): RawImage {
  const { channels } = image;
  const length = across.length * channels;
  const rows = new Float32Array(image.height * length);
  for (let y = 0, to = 0; y < image.height; y++) {
    const row = y * image.width * channels;
    for (const { first, weights } of across) {
      for (let channel = 0; channel < channels; channel++, to++) {
        let sum = 0;
        for (let tap = 0, at = row + first * channels + channel; tap < weights.length; tap++, at += channels) {
          sum += (weights[tap] as number) * (image.pixels[at] as number);
        }
        rows[to] = sum;
      }
    }
  }
  const pixels = new Uint8Array(down.length * length);
  for (const [y, { first, weights }] of down.entries()) {
    for (let index = 0; index < length; index++) {
      let sum = 0.5;
      for (let tap = 0, at = first * length + index; tap < weights.length; tap++, at += length) {
        sum += (weights[tap] as number) * (rows[at] as number);
      }
      pixels[y * length + index] = sum;
    }
  }
  return { pixels, width: across.length, height: down.length, channels };
}
