import type { Box } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';

/** Boxes of one image, and the size that the image has by its annotation. */
interface AnnotatedBoxes {
  boxes: readonly Box[];
  size: { width: number; height: number } | undefined;
}

/**
 * Checks that boxes which should be x, y, width and height in pixels are that, over all of them: one alone may be
 * small, or reach out of its image.
 *
 * @param what for the message
 * @throws IngestError `ingest/invalid-source` when none is larger than one pixel, or most would fit only as x and y of
 * two corners
 */
export function checkUnit(images: readonly AnnotatedBoxes[], what: string): void {
  const all = images.flatMap(({ boxes, size }) => boxes.map((box) => ({ box, size })));
  const numbersOf = ({ x, y, width, height }: Box) => [x, y, width, height];
  const fractions = all.every(({ box }) => numbersOf(box).every((number) => number >= 0 && number <= 1));
  const [first] = all;
  if (first && fractions && all.some(({ box }) => numbersOf(box).some((number) => !Number.isInteger(number)))) {
    throw invalid(
      what,
      `has no box of more than 1 pixel; the first has ${numbersOf(first.box).join(', ')}. Are these fractions of the ` +
        'image? Pixels are expected.',
    );
  }
  const outer = all.filter(({ box, size }) => size && reachesOut(box, size));
  const corners = all.every(({ box, size }) => size && fitAsCorners(box, size));
  const [example] = outer;
  if (example && corners && 2 * outer.length > all.length) {
    throw invalid(
      what,
      `has boxes that reach out of their images, as ${numbersOf(example.box).join(', ')} of ${example.size?.width} ` +
        `× ${example.size?.height} pixels. Are these x and y of two corners? x, y, width and height are expected.`,
    );
  }
}

function reachesOut({ x, y, width, height }: Box, size: { width: number; height: number }): boolean {
  return x + width > size.width + 1 || y + height > size.height + 1;
}

function fitAsCorners({ x, y, width, height }: Box, size: { width: number; height: number }): boolean {
  return width > x && height > y && width <= size.width && height <= size.height;
}

function invalid(what: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `${what} ${problem}`);
}
