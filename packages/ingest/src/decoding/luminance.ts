const LINEAR = Float64Array.from({ length: 256 }, (_, level) => {
  const fraction = level / 255;
  return 255 * (fraction <= 0.04045 ? fraction / 12.92 : ((fraction + 0.055) / 1.055) ** 2.4);
});
const RED = LINEAR.map((value) => 0.2126 * value);
const GREEN = LINEAR.map((value) => 0.7152 * value);
const BLUE = LINEAR.map((value) => 0.0722 * value);
/** The sRGB curve at 256 steps of light, rounded, as libvips has it; the last is there twice. */
const ENCODED = Uint8Array.from({ length: 257 }, (_, step) => {
  const fraction = Math.min(step, 255) / 255;
  return Math.round(255 * (fraction <= 0.003_130_8 ? 12.92 * fraction : 1.055 * fraction ** (1 / 2.4) - 0.055));
});

/**
 * Luminance of sRGB pixels (Rec. 709 weights on linear light), brought back to sRGB's scale: `[height, width, 3]` into
 * `[height, width]`. What {@link decodeImage} gives for one channel, to within a grey level in 1 of 50,000 pixels:
 * libvips interpolates the sRGB curve between 256 steps.
 */
export function luminanceOf(colours: Uint8Array, into: Uint8Array): void {
  for (let pixel = 0, at = 0; pixel < into.length; pixel++, at += 3) {
    const light =
      (RED[colours[at] as number] as number) +
      (GREEN[colours[at + 1] as number] as number) +
      (BLUE[colours[at + 2] as number] as number);
    const step = light | 0;
    const below = ENCODED[step] as number;
    into[pixel] = below + ((ENCODED[step + 1] as number) - below) * (light - step) + 0.5;
  }
}
