import type { Box } from '@sightline/contracts';
import sharp from 'sharp';
import type { SampleItem } from '../source.ts';

interface Size {
  width: number;
  height: number;
}
type Turn = (box: Box) => Box;

/** By EXIF orientation: from an image as it is stored to the same as it is seen, where the sides change places. */
const TURNS: Readonly<Record<number, Turn>> = {
  5: ({ label, x, y, width, height }) => ({ label, x: y, y: x, width: height, height: width }),
  6: ({ label, x, y, width, height }) => ({ label, x: 1 - y - height, y: x, width: height, height: width }),
  7: ({ label, x, y, width, height }) => ({ label, x: 1 - y - height, y: 1 - x - width, width: height, height: width }),
  8: ({ label, x, y, width, height }) => ({ label, x: y, y: 1 - x - width, width: height, height: width }),
};
/** Of a side that was rounded when an image was resized. */
const MOST_DIFFERENCE = 0.03;

/**
 * Boxes as fractions of an image as seen. Pixels are those of the size that the annotation gives, else of the image's
 * own. Where the two differ in shape, the annotation is of the image as it is stored, if the EXIF orientation says so;
 * or nobody knows what became of the image.
 *
 * @param image as seen
 * @returns a text, with both sizes, when the boxes are of another image
 */
export async function boxesAsFractions(
  { unit, boxes, size }: NonNullable<SampleItem['boxes']>,
  image: Size,
  encoded: Uint8Array,
): Promise<Box[] | string> {
  if (unit === 'fraction') return boxes;
  const annotated = size ?? image;
  const fractions = boxes.map((box) => ({
    label: box.label,
    x: box.x / annotated.width,
    y: box.y / annotated.height,
    width: box.width / annotated.width,
    height: box.height / annotated.height,
  }));
  if (isAlike(annotated, image)) return fractions;
  const { orientation } = await sharp(encoded).metadata();
  const turn = orientation === undefined ? undefined : TURNS[orientation];
  if (turn && isAlike(annotated, { width: image.height, height: image.width })) return fractions.map(turn);
  return (
    `Its boxes are of an image of ${size?.width} × ${size?.height} pixels, but it has ${image.width} × ` +
    `${image.height}.`
  );
}

/** Whether two sizes may be those of one image, resized as a whole. */
function isAlike(one: Size, other: Size): boolean {
  const height = (one.height / one.width) * other.width;
  const width = (one.width / one.height) * other.height;
  return isNear(height, other.height) || isNear(width, other.width);
}

function isNear(length: number, other: number): boolean {
  const difference = Math.abs(length - other);
  return difference < 1 && difference <= MOST_DIFFERENCE * other;
}
