import { preprocessSchema } from '@sightline/contracts';
import { createScaler, scalePixels } from './scale.ts';

const plain = preprocessSchema.parse({ width: 1, height: 1, channels: 3 });
const standardised = preprocessSchema.parse({ width: 1, height: 1, channels: 3, mean: [0, 0.5, 1], std: [1, 0.5, 2] });

it('scales bytes to [0, 1]', () => {
  expect([...scalePixels(Uint8Array.of(0, 51, 255), plain)]).toEqual([0, Math.fround(0.2), 1]);
});

it('subtracts the mean and divides by the standard deviation of each channel', () => {
  expect([...scalePixels(Uint8Array.of(0, 255, 255, 255, 0, 0), standardised)]).toEqual([0, 1, 0, 1, -1, -0.5]);
});

it('writes into an array at an offset, image after image', () => {
  const scale = createScaler(standardised);
  const batch = new Float32Array(8).fill(9);
  expect(scale(Uint8Array.of(0, 255, 255), batch, 2)).toBe(batch);
  scale(Uint8Array.of(255, 0, 0), batch, 5);
  expect([...batch]).toEqual([9, 9, 0, 1, 0, 1, -1, -0.5]);
});
