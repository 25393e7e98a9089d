import { RandomStream, type RawImage } from '@sightline/contracts';
import type { ImageSize } from '../../image-size.ts';
import { defineTransform } from '../definition.ts';
import { gaussianKernel, separableFilter } from '../quality/convolution.ts';
import { discRows } from './discs.ts';

/** A translucent white disc, in pixels. */
export interface Particle {
  x: number;
  y: number;
  radius: number;
}

export const fog = defineTransform('fog', {
  draw: ({ intensity, alpha }, random) => ({
    intensity: random.uniform(...intensity),
    alpha,
    seed: random.integer(2 ** 32),
  }),
  pixels: ({ intensity, alpha, seed }, image) =>
    addFog(image, particlesOf(image, intensity, new RandomStream(seed)), intensity * alpha),
});

/** Each round of particles is spread over this much less than the one before, about the middle. */
const SHRINK = 0.9;
const ROUNDS = 10;

/** So many particles, and so large, as Albumentations has them; from it too that fog gathers in the middle. */
function particlesOf({ width, height }: ImageSize, intensity: number, random: RandomStream): Particle[] {
  const patch = Math.max(1, Math.floor(Math.floor(width / 3) * intensity));
  const largest = Math.max(2, Math.floor(Math.min(width, height) * 0.1 * intensity));
  const smallest = Math.max(1, Math.floor(largest / 2));
  const particles: Particle[] = [];
  let [across, down] = [width, height];
  for (let round = 0; round < ROUNDS && across > patch && down > patch; round++) {
    const count = Math.floor(((across * down) / (patch * patch)) * intensity * 10);
    for (let index = 0; index < count; index++) {
      particles.push({
        x: Math.floor(width / 2 + across * (random.next() - 0.5)),
        y: Math.floor(height / 2 + down * (random.next() - 0.5)),
        radius: smallest + random.integer(largest - smallest),
      });
    }
    across = Math.floor(across * SHRINK);
    down = Math.floor(down * SHRINK);
  }
  return particles;
}

/**
 * Lays the particles over the image, each as opaque as `opacity` says, and blurs it. Which of them lies above which
 * makes no difference.
 */
export function addFog(image: RawImage, particles: readonly Particle[], opacity: number): RawImage {
  const { width, height, channels } = image;
  const layers = new Uint16Array(width * height);
  let most = 0;
  for (const { x, y, radius } of particles) {
    const halves = discRows(radius);
    for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
      const half = halves[Math.abs(row - y)] as number;
      const end = row * width + Math.min(width - 1, x + half);
      for (let at = row * width + Math.max(0, x - half); at <= end; at++) {
        layers[at] = (layers[at] as number) + 1;
        most = Math.max(most, layers[at] as number);
      }
    }
  }
  const levels = hazed(most, opacity);
  const pixels = new Uint8Array(image.pixels.length);
  for (let index = 0, at = 0; index < layers.length; index++) {
    const from = (layers[index] as number) * 256;
    for (let channel = 0; channel < channels; channel++, at++) {
      pixels[at] = levels[from + (image.pixels[at] as number)] as number;
    }
  }
  const size = Math.max(3, Math.floor(Math.min(width, height) / 30));
  return separableFilter({ ...image, pixels }, softening(size % 2 === 0 ? size + 1 : size));
}

/** What each grey level is under 0, 1, … `most` layers, rounded after each. */
function hazed(most: number, opacity: number): Uint8Array {
  const levels = Uint8Array.from({ length: 256 * (most + 1) }, (_, level) => level);
  for (let at = 256; at < levels.length; at++) {
    levels[at] = Math.round(opacity * 255 + (1 - opacity) * (levels[at - 256] as number));
  }
  return levels;
}

/** OpenCV's Gaussian kernels of up to nine pixels. */
const SMALL_KERNELS: Readonly<Record<number, readonly number[]>> = {
  3: [1, 2, 1],
  5: [1, 4, 6, 4, 1],
  7: [4, 14, 28, 36, 28, 14, 4],
  9: [4, 13, 30, 51, 60, 51, 30, 13, 4],
};

/** A Gaussian of a size, with the deviation that OpenCV takes where none is given. */
function softening(size: number): ArrayLike<number> {
  const small = SMALL_KERNELS[size];
  if (!small) return gaussianKernel(0.3 * ((size - 1) / 2 - 1) + 0.8, size);
  const sum = small.reduce((total, weight) => total + weight, 0);
  return small.map((weight) => weight / sum);
}
