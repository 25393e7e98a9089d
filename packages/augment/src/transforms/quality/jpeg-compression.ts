import { defineTransform } from '../definition.ts';
import { drawWhole } from '../ranges.ts';
import { jpegOf } from './jpeg/compress.ts';

export const jpegCompression = defineTransform('jpegCompression', {
  draw: ({ quality }, random) => ({ quality: drawWhole(quality, random) }),
  pixels: ({ quality }, image) => ({ ...image, pixels: jpegOf(image, quality) }),
});
