import { defineTransform } from '../definition.ts';
import { halfToEven } from '../rounding.ts';

export const snow = defineTransform('snow', {
  draw: ({ snowPoint, brightness }, random) => ({
    snowPoint: random.uniform(...snowPoint),
    brightness: random.uniform(...brightness),
  }),
  pixels({ snowPoint, brightness }, image) {
    const { channels } = image;
    const below = (snowPoint / 2 + 1 / 3) * 255;
    const pixels = new Uint8ClampedArray(image.pixels);
    for (let at = 0; at < pixels.length; at += channels) {
      if (channels === 1) {
        if ((pixels[at] as number) < below) pixels[at] = brightness * (pixels[at] as number);
        continue;
      }
      const [red, green, blue] = [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number];
      const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
      const lightness = (most + least) / 2;
      // OpenCV compares lightness rounded to a byte.
      if (halfToEven(lightness) >= below) continue;
      // Hue and saturation stay: the distances from the lightness grow as the room for them does, up to half the range,
      // and shrink beyond.
      const lightened = Math.min(255, brightness * lightness);
      const spread = most === least ? 0 : roomAt(lightened) / roomAt(lightness);
      pixels[at] = lightened + (red - lightness) * spread;
      pixels[at + 1] = lightened + (green - lightness) * spread;
      pixels[at + 2] = lightened + (blue - lightness) * spread;
    }
    return { ...image, pixels: new Uint8Array(pixels.buffer) };
  },
});

/** How far bands can be from a lightness. */
function roomAt(lightness: number): number {
  return Math.min(lightness, 255 - lightness);
}
