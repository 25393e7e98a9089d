import type { RawImage } from '@sightline/contracts';
import { pixelAt } from '../../geometry/border.ts';
import { defineTransform } from '../definition.ts';
import { drawOdd } from '../ranges.ts';

export const medianBlur = defineTransform('medianBlur', {
  draw: ({ kernelSize }, random) => ({ kernelSize: drawOdd(kernelSize, random) }),
  pixels: ({ kernelSize }, image) => (kernelSize === 1 ? image : medianOf(image, kernelSize)),
});

/**
 * Beyond the edges the nearest pixel counts. A histogram slides along each row,
 * and the median moves with it (Huang et al., 1979).
 */
function medianOf(image: RawImage, size: number): RawImage {
  const { width, height, channels } = image;
  const pixels = new Uint8Array(image.pixels.length);
  const histogram = new Uint16Array(256);
  const starts = new Int32Array(size);
  const columns = Int32Array.from(
    { length: width + size },
    (_, x) => pixelAt(x - (size >> 1), width, 'edge') * channels,
  );
  const half = (size * size) >> 1;
  for (let row = 0; row < height; row++) {
    for (let tap = 0; tap < size; tap++) {
      starts[tap] = pixelAt(row + tap - (size >> 1), height, 'edge') * width * channels;
    }
    for (let channel = 0; channel < channels; channel++) {
      histogram.fill(0);
      let median = 0;
      // How many lie below the median.
      let below = 0;
      for (let x = 0; x < size; x++) {
        for (let tap = 0; tap < size; tap++) {
          const value = image.pixels[(starts[tap] as number) + (columns[x] as number) + channel] as number;
          histogram[value] = (histogram[value] as number) + 1;
        }
      }
      for (let x = 0; x < width; x++) {
        while (below > half) below -= histogram[--median] as number;
        while (below + (histogram[median] as number) <= half) below += histogram[median++] as number;
        pixels[(row * width + x) * channels + channel] = median;
        for (let tap = 0; tap < size; tap++) {
          const start = (starts[tap] as number) + channel;
          const gone = image.pixels[start + (columns[x] as number)] as number;
          const come = image.pixels[start + (columns[x + size] as number)] as number;
          histogram[gone] = (histogram[gone] as number) - 1;
          histogram[come] = (histogram[come] as number) + 1;
          below += Number(come < median) - Number(gone < median);
        }
      }
    }
  }
  return { ...image, pixels };
}
