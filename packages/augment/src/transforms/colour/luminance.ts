/** The weights of red, green and blue in a pixel's grey level (ITU-R BT.601), as in OpenCV, Pillow and torchvision. */
export const LUMINANCE = [0.299, 0.587, 0.114] as const;

/** The grey level of a colour of one or three channels. */
export function greyOf(colour: readonly number[]): number {
  return colour.length === 1
    ? (colour[0] as number)
    : LUMINANCE.reduce((sum, weight, channel) => sum + weight * (colour[channel] as number), 0);
}

/** The colour map that multiplies each channel by `factor` and adds `offset`. */
export function scaleAll(channels: number, factor: number, offset: number): number[][] {
  return channels === 1
    ? [[factor, offset]]
    : [
        [factor, 0, 0, offset],
        [0, factor, 0, offset],
        [0, 0, factor, offset],
      ];
}
