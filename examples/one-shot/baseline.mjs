// @ts-check
// node examples/one-shot/baseline.mjs [--json]: the same episodes on the unseen digits, by the nearest image, pixel by
// pixel, of images as they are and aligned.
import { parseArgs } from 'node:util';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { alignByMoments } from '@sightline/ingest';
import { fewShotEpisodes } from '@sightline/tasks';
import { FIRST_UNSEEN } from './prepare.mjs';

/** @type {string[]} */
const labels = [];
/** @type {Uint8Array[]} */
const images = [];
for (let digit = FIRST_UNSEEN; digit < DIGITS; digit++) {
  for (const image of await readDigit(digit)) {
    labels.push(String(digit));
    images.push(image);
  }
}
const size = /** @type {const} */ ({ width: DIGIT_SIDE, height: DIGIT_SIDE, channels: 1 });
const aligned = images.map((pixels) => alignByMoments({ ...size, pixels }));
const results = { pixels: nearest(images), 'aligned pixels': nearest(aligned) };
const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const percent = (/** @type {number} */ fraction) => `${(fraction * 100).toFixed(1)} %`;
if (values.json) console.log(JSON.stringify(results));
else {
  for (const [name, byShots] of Object.entries(results)) {
    for (const [shots, result] of Object.entries(byShots)) {
      const [low, high] = result?.interval ?? [0, 0];
      const accuracy = percent(result?.accuracy ?? 0);
      console.log(`${name}, ${shots} of each: ${accuracy} (95 % interval ${percent(low)} to ${percent(high)})`);
    }
  }
}

/**
 * By how many images of each digit are given.
 *
 * @param {readonly Uint8Array[]} shown
 */
function nearest(shown) {
  const units = DIGIT_SIDE ** 2;
  const pixels = Float32Array.from({ length: shown.length * units }, (_, place) => {
    return (shown[Math.floor(place / units)]?.[place % units] ?? 0) / 255;
  });
  const episodes = { units, ways: DIGITS - FIRST_UNSEEN, episodes: 1000 };
  return Object.fromEntries([1, 5].map((shots) => [shots, fewShotEpisodes(labels, pixels, { ...episodes, shots })]));
}
