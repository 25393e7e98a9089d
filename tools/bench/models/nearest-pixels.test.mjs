// @ts-check
import { mostFrequent, nearestAccuracy } from './nearest-pixels.mjs';

const one = { width: 2, height: 1, channels: 1 };
const training = { ...one, pixels: Uint8Array.of(0, 0, 10, 0, 90, 0, 255, 255), labels: [0, 0, 1, 1] };

describe('the nearest training images', () => {
  it('decide by one, and by the most of several', () => {
    const asked = { ...one, pixels: Uint8Array.of(60, 0, 250, 250), labels: [1, 1] };
    expect(nearestAccuracy(training, asked, 1)).toBe(1);
    expect(nearestAccuracy(training, asked, 3)).toBe(0.5);
    expect(nearestAccuracy(training, training, 1)).toBe(1);
  });

  it('count for the class of the nearer ones where two classes have equally many', () => {
    expect(mostFrequent([2, 1, 1, 2])).toBe(2);
    expect(mostFrequent([3, 1, 1])).toBe(1);
  });
});
