import jpegTurbo from '@julusian/jpeg-turbo';
import { defineTransform } from '../definition.ts';
import { drawWhole } from '../ranges.ts';

export const jpegCompression = defineTransform('jpegCompression', {
  draw: ({ quality }, random) => ({ quality: drawWhole(quality, random) }),
  pixels({ quality }, image) {
    const { width, height, channels } = image;
    const [format, subsampling] =
      channels === 1 ? [jpegTurbo.FORMAT_GRAY, jpegTurbo.SAMP_GRAY] : [jpegTurbo.FORMAT_RGB, jpegTurbo.SAMP_420];
    const raw = Buffer.from(image.pixels.buffer, image.pixels.byteOffset, image.pixels.length);
    const encoded = jpegTurbo.compressSync(raw, { width, height, format, subsampling, quality });
    const pixels = new Uint8Array(image.pixels.length);
    jpegTurbo.decompressSync(encoded, Buffer.from(pixels.buffer), { format });
    return { ...image, pixels };
  },
});
