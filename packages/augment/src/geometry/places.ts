import type { Box, Keypoint } from '@sightline/contracts';
import type { Geometry, Rectangle } from './geometry.ts';
import { invertField } from './invert-field.ts';
import { invert, isAffine, type Matrix3 } from './matrix.ts';

/** In pixels, or in fractions of an image's size. A place that is nowhere to be seen is [NaN, NaN]. */
type Place = readonly [x: number, y: number];
interface Size {
  width: number;
  height: number;
}

/**
 * Places along each edge of a box that are followed through a geometry that bends,
 * or shows some of them behind the horizon.
 */
const EDGE_PLACES = 8;
const WHOLE: Rectangle = { x: 0, y: 0, width: 1, height: 1 };

/** Moves keypoints with the image; those that leave it are dropped. */
export function moveKeypoints(keypoints: readonly Keypoint[], input: Size, geometry: Geometry): Keypoint[] {
  const move = mover(input, geometry);
  const part = partShown(input, geometry);
  return keypoints.flatMap((keypoint) => {
    if (!isInside([keypoint.x, keypoint.y], part)) return [];
    const [x, y] = move([keypoint.x, keypoint.y]);
    return isInside([x, y], WHOLE) ? [{ ...keypoint, x, y }] : [];
  });
}

/**
 * Moves boxes with the image: each becomes the smallest upright box around its moved edges, cut at the image's edges.
 * Those that leave the image, or keep less than the fraction `minVisibility` of their area, are dropped.
 */
export function moveBoxes(boxes: readonly Box[], input: Size, geometry: Geometry, minVisibility = 0): Box[] {
  const move = mover(input, geometry);
  const part = partShown(input, geometry);
  const steps = geometry.kind === 'projection' && isAffine(geometry.toInput) ? 1 : EDGE_PLACES;
  return boxes.flatMap((box) => {
    const shown = intersection(box, part);
    if (!shown) return [];
    const moved = boundsOf(outline(shown, steps).map(move));
    const cut = moved && intersection(moved, WHOLE);
    if (!cut) return [];
    const visible = (areaOf(shown) / areaOf(box)) * (areaOf(cut) / areaOf(moved));
    return visible >= minVisibility ? [{ ...box, ...cut }] : [];
  });
}

/** The part of the input that the geometry reads, in fractions of its size. */
function partShown({ width, height }: Size, geometry: Geometry): Rectangle {
  const { region } = geometry.kind === 'projection' ? geometry : {};
  if (!region) return WHOLE;
  return { x: region.x / width, y: region.y / height, width: region.width / width, height: region.height / height };
}

function isInside([x, y]: Place, part: Rectangle): boolean {
  return x >= part.x && x <= part.x + part.width && y >= part.y && y <= part.y + part.height;
}

function intersection(first: Rectangle, second: Rectangle): Rectangle | undefined {
  const [x, y] = [Math.max(first.x, second.x), Math.max(first.y, second.y)];
  const width = Math.min(first.x + first.width, second.x + second.width) - x;
  const height = Math.min(first.y + first.height, second.y + second.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

function areaOf({ width, height }: Rectangle): number {
  return width * height;
}

function boundsOf(places: readonly Place[]): Rectangle | undefined {
  const seen = places.filter(([x]) => !Number.isNaN(x));
  if (seen.length === 0) return undefined;
  const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function outline({ x, y, width, height }: Rectangle, steps: number): Place[] {
  return Array.from({ length: steps }, (_, step) => step / steps).flatMap((fraction): Place[] => [
    [x + fraction * width, y],
    [x + width, y + fraction * height],
    [x + width - fraction * width, y + height],
    [x, y + height - fraction * height],
  ]);
}

/** How a place of the input, in fractions of its size, moves to one of the output. */
function mover(input: Size, geometry: Geometry): (place: Place) => Place {
  const forward =
    geometry.kind === 'projection'
      ? projector(invert(geometry.toInput))
      : (place: Place) => invertField(geometry, place);
  return ([x, y]) => {
    const [toX, toY] = forward([x * input.width - 0.5, y * input.height - 0.5]);
    return [(toX + 0.5) / geometry.width, (toY + 0.5) / geometry.height];
  };
}

function projector([a, b, c, d, e, f, g, h, i]: Matrix3): (place: Place) => Place {
  return ([x, y]) => {
    const depth = g * x + h * y + i;
    // What lies behind the horizon is not in the picture.
    return depth > 0 ? [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth] : [NaN, NaN];
  };
}
