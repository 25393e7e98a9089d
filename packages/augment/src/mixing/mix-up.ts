import { drawFraction } from '../fractions.ts';
import { defineMixer } from './mixer.ts';

/**
 * Boxes and keypoints of both remain, of a picture without weight none; of the masks, whose numbers cannot be blended,
 * that of the picture with the greater weight does.
 */
export const mixUp = defineMixer('mixUp', {
  partners: 1,
  draw: ({ alpha }, random) => ({ lambda: drawFraction(alpha, random) }),
  apply(frame, [other = frame], { lambda }) {
    const fractions = [lambda, 1 - lambda];
    if (lambda === 1) return { frame, fractions };
    if (lambda === 0) return { frame: other, fractions };
    const pixels = new Uint8Array(frame.image.pixels.length);
    for (let at = 0; at < pixels.length; at++) {
      pixels[at] =
        0.5 + lambda * (frame.image.pixels[at] as number) + (1 - lambda) * (other.image.pixels[at] as number);
    }
    const { mask } = lambda >= 0.5 ? frame : other;
    return {
      frame: {
        image: { ...frame.image, pixels },
        ...(mask && { mask }),
        ...((frame.boxes ?? other.boxes) && { boxes: [...(frame.boxes ?? []), ...(other.boxes ?? [])] }),
        ...((frame.keypoints ?? other.keypoints) && {
          keypoints: [...(frame.keypoints ?? []), ...(other.keypoints ?? [])],
        }),
      },
      fractions,
    };
  },
});
