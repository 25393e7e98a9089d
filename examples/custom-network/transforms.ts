import type { CustomTransform } from '@sightline/augment';

/** Makes strokes thicker or thinner by a pixel: the brightest or darkest of each pixel and its four neighbours. */
export const strokes: CustomTransform<{ thicker: number }, { isThicker: boolean }> = {
  draw: ({ thicker }, random) => ({ isThicker: random.next() < thicker }),
  pixels({ isThicker }, image) {
    const { width, height, channels, pixels: before } = image;
    const row = width * channels;
    const pixels = before.map((own, place) => {
      const [x, y] = [Math.floor((place % row) / channels), Math.floor(place / row)];
      const near = [
        own,
        x > 0 ? before[place - channels] : own,
        x < width - 1 ? before[place + channels] : own,
        y > 0 ? before[place - row] : own,
        y < height - 1 ? before[place + row] : own,
      ] as number[];
      return isThicker ? Math.max(...near) : Math.min(...near);
    });
    return { ...image, pixels };
  },
};
