// @ts-check
// node examples/one-shot/baseline.mjs [--json]: the same episodes on the unseen digits, by the nearest image, pixel by
// pixel.
import { parseArgs } from 'node:util';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
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
const units = DIGIT_SIDE ** 2;
const pixels = Float32Array.from({ length: images.length * units }, (_, place) => {
  return (images[Math.floor(place / units)]?.[place % units] ?? 0) / 255;
});
const results = Object.fromEntries(
  [1, 5].map((shots) => [
    shots,
    fewShotEpisodes(labels, pixels, { units, ways: DIGITS - FIRST_UNSEEN, shots, episodes: 1000 }),
  ]),
);
const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const percent = (/** @type {number} */ fraction) => `${(fraction * 100).toFixed(1)} %`;
if (values.json) console.log(JSON.stringify(results));
else {
  for (const [shots, result] of Object.entries(results)) {
    const [low, high] = result?.interval ?? [0, 0];
    const accuracy = percent(result?.accuracy ?? 0);
    console.log(`${shots} of each: ${accuracy} (95 % interval ${percent(low)} to ${percent(high)})`);
  }
}
