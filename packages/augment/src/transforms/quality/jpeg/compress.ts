import type { RawImage } from '@sightline/contracts';
import { compressPlane, createPlane, doubledRow, fillEdges, halve, type Plane } from './plane.ts';
import { quantizationSteps } from './quantization.ts';

const HALF = 1 << 15;
const CENTRE = 128 << 16;

/**
 * What a JPEG of a quality (1 to 100) leaves of an image, chroma at half the sides. Only what loses something is done:
 * colours to luma and chroma, the cosine transform, its rounding, and all of that back, in the integers of the IJG's
 * library: the pixels are those that libjpeg and OpenCV decode.
 */
export function jpegOf(image: RawImage, quality: number): Uint8Array {
  return image.channels === 1 ? greyOf(image, quality) : colourOf(image, quality);
}

function greyOf({ pixels, width, height }: RawImage, quality: number): Uint8Array {
  const plane = createPlane(width, height, 8);
  for (let row = 0; row < height; row++) {
    plane.values.set(pixels.subarray(row * width, (row + 1) * width), row * plane.stride);
  }
  fillEdges(plane);
  compressPlane(plane, quantizationSteps('luminance', quality));
  const output = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row++) {
    output.set(plane.values.subarray(row * plane.stride, row * plane.stride + width), row * width);
  }
  return output;
}

function colourOf({ pixels, width, height }: RawImage, quality: number): Uint8Array {
  const luma = createPlane(width, height, 16);
  const [blue, red] = [createPlane(width, height, 8), createPlane(width, height, 8)];
  for (let row = 0, from = 0; row < height; row++) {
    for (let column = 0; column < width; column++, from += 3) {
      const [r, g, b] = [pixels[from] as number, pixels[from + 1] as number, pixels[from + 2] as number];
      luma.values[row * luma.stride + column] = (19595 * r + 38470 * g + 7471 * b + HALF) >> 16;
      const at = row * blue.stride + column;
      blue.values[at] = (-11058 * r - 21710 * g + 32768 * b + CENTRE + HALF - 1) >> 16;
      red.values[at] = (32768 * r - 27439 * g - 5329 * b + CENTRE + HALF - 1) >> 16;
    }
  }
  fillEdges(luma);
  const halves: [Plane, Plane] = [halve(blue), halve(red)];
  compressPlane(luma, quantizationSteps('luminance', quality));
  for (const half of halves) compressPlane(half, quantizationSteps('chrominance', quality));
  return toColours(luma, halves);
}

function toColours(luma: Plane, [blue, red]: [Plane, Plane]): Uint8Array {
  const { width, height } = luma;
  const output = new Uint8ClampedArray(width * height * 3);
  const [blues, reds] = [new Uint8Array(width), new Uint8Array(width)];
  for (let row = 0, to = 0; row < height; row++) {
    doubledRow(blue, row, blues);
    doubledRow(red, row, reds);
    for (let column = 0; column < width; column++) {
      const y = luma.values[row * luma.stride + column] as number;
      const [cb, cr] = [(blues[column] as number) - 128, (reds[column] as number) - 128];
      output[to++] = y + ((91881 * cr + HALF) >> 16);
      output[to++] = y + ((-22554 * cb - 46802 * cr + HALF) >> 16);
      output[to++] = y + ((116130 * cb + HALF) >> 16);
    }
  }
  return new Uint8Array(output.buffer);
}
