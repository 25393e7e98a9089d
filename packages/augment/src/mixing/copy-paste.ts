import { RandomStream, type Frame } from '@sightline/contracts';
import { collage, pixelsOf } from './collage.ts';
import { defineMixer } from './mixer.ts';

/**
 * An object is what the mask shows of its most frequent class in a box; the whole box where there is no mask, or
 * nothing in it; all of a class where there are no boxes. Of a partner without either nothing is pasted.
 */
export const copyPaste = defineMixer('copyPaste', {
  partners: 1,
  draw: ({ fraction }, random) => ({ fraction, seed: random.integer(2 ** 32) }),
  apply(frame, [partner = frame], { fraction, seed, minVisibility }) {
    const objects = objectsOf(partner);
    if (objects.length === 0) return { frame, fractions: [1, 0] };
    const random = new RandomStream(seed);
    const always = random.integer(objects.length);
    const chosen = objects.map((_, index) => random.next() < fraction || index === always);
    const { width, height } = frame.image;
    const shown = new Uint8Array(width * height);
    for (const [index, object] of objects.entries()) if (chosen[index]) object(shown);
    const boxes = partner.boxes?.filter((_, index) => chosen[index]);
    const pasted = { ...partner, ...(boxes && { boxes }) };
    return collage(
      [
        { frame, x: 0, y: 0 },
        { frame: pasted, x: 0, y: 0 },
      ],
      shown,
      { minVisibility },
    );
  },
});

/** Sets 1 where the object is. */
type Stamp = (shown: Uint8Array) => void;

function objectsOf({ image, mask, boxes }: Frame): Stamp[] {
  const { width } = image;
  if (boxes && boxes.length > 0) {
    return boxes.map((box) => (shown) => {
      const { left, top, right, bottom } = pixelsOf(box, image);
      const rows = Array.from({ length: Math.max(0, bottom - top) }, (_, row) => (top + row) * width);
      const label = mask ? commonest(rows.map((row) => mask.pixels.subarray(row + left, row + right))) : 0;
      for (const row of rows) {
        for (let at = row + left; at < row + right; at++) if (label === 0 || mask?.pixels[at] === label) shown[at] = 1;
      }
    });
  }
  if (!mask) return [];
  const labels = [...new Set(mask.pixels)].filter((label) => label !== 0).sort((a, b) => a - b);
  return labels.map((label) => (shown) => {
    for (let at = 0; at < shown.length; at++) if (mask.pixels[at] === label) shown[at] = 1;
  });
}

/** The class that most pixels have, except for 0, the background; 0 where all are of that. */
function commonest(rows: readonly Uint8Array[]): number {
  const counts = new Uint32Array(256);
  for (const row of rows) for (const label of row) counts[label] = (counts[label] as number) + 1;
  counts[0] = 0;
  return counts.indexOf(Math.max(...counts));
}
