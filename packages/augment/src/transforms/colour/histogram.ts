import type { RawImage } from '@sightline/contracts';

/** How often each byte occurs in each channel. */
export function histograms({ pixels, channels }: RawImage): Int32Array[] {
  return Array.from({ length: channels }, (_, channel) => {
    const counts = new Int32Array(256);
    for (let index = channel; index < pixels.length; index += channels) {
      const byte = pixels[index] as number;
      counts[byte] = (counts[byte] as number) + 1;
    }
    return counts;
  });
}
