/** Decoded pixels, row by row, 0 to 255: `[height, width, channels]`. */
export interface RawImage {
  pixels: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3;
}
