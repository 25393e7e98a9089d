import type { Displacement } from './geometry.ts';

type Place = readonly [x: number, y: number];

const STEPS = 20;
/** In pixels. */
const CLOSE_ENOUGH = 1e-4;
/** Newton's steps are cut to this many pixels: near a fold they would leave the picture. */
const LONGEST_STEP = 4;

/**
 * The output place that shows a place of the input, by Newton's method from there, and, where a fold misleads it, from
 * the nearest pixel. Several places may show it in a fold: then one of them. A place that moved out of the image is
 * followed as if its edges' displacement went on beyond them.
 */
export function invertField(displacement: Displacement, place: Place): Place {
  const found = follow(displacement, place, place);
  if (found.error < CLOSE_ENOUGH) return found.place;
  const fromNearest = follow(displacement, place, nearestPixel(displacement, place));
  return fromNearest.error < found.error ? fromNearest.place : found.place;
}

function follow(displacement: Displacement, [x, y]: Place, start: Place): { place: Place; error: number } {
  let place = start;
  let best = { place, error: Infinity };
  for (let step = 0; step < STEPS && best.error >= CLOSE_ENOUGH; step++) {
    const [shownX, shownY] = shownAt(displacement, place);
    const [errorX, errorY] = [shownX - x, shownY - y];
    const error = Math.hypot(errorX, errorY);
    if (error < best.error) best = { place, error };
    const [rightX, rightY] = difference(displacement, place, [0.5, 0]);
    const [downX, downY] = difference(displacement, place, [0, 0.5]);
    const determinant = rightX * downY - downX * rightY;
    // On a fold: a fixed-point step instead.
    const isFlat = Math.abs(determinant) < 1e-3;
    const stepX = isFlat ? errorX : (errorX * downY - errorY * downX) / determinant;
    const stepY = isFlat ? errorY : (errorY * rightX - errorX * rightY) / determinant;
    const fraction = Math.min(1, LONGEST_STEP / Math.hypot(stepX, stepY));
    place = [place[0] - fraction * stepX, place[1] - fraction * stepY];
  }
  return best;
}

/** How much what is shown moves over a pixel about a place. */
function difference(displacement: Displacement, [x, y]: Place, [byX, byY]: Place): Place {
  const [fromX, fromY] = shownAt(displacement, [x - byX, y - byY]);
  const [toX, toY] = shownAt(displacement, [x + byX, y + byY]);
  return [toX - fromX, toY - fromY];
}

/**
 * The pixel, also beyond the edges, that shows the place nearest to one of the input. All are looked at: plain loops.
 */
function nearestPixel(displacement: Displacement, [x, y]: Place): Place {
  const { toInput, width, height } = displacement;
  const margin = Math.ceil(largestDisplacement(displacement));
  let [nearestX, nearestY] = [x, y];
  let smallest = Infinity;
  for (let row = -margin; row < height + margin; row++) {
    const edgeRow = row < 0 ? 0 : row < height ? row : height - 1;
    for (let column = -margin; column < width + margin; column++) {
      const edgeColumn = column < 0 ? 0 : column < width ? column : width - 1;
      const at = 2 * (edgeRow * width + edgeColumn);
      const errorX = (toInput[at] as number) + column - edgeColumn - x;
      const errorY = (toInput[at + 1] as number) + row - edgeRow - y;
      const distance = errorX * errorX + errorY * errorY;
      if (distance >= smallest) continue;
      smallest = distance;
      nearestX = column;
      nearestY = row;
    }
  }
  return [nearestX, nearestY];
}

function largestDisplacement({ toInput, width, height }: Displacement): number {
  let largest = 0;
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 2) {
      const x = Math.abs((toInput[at] as number) - column);
      const y = Math.abs((toInput[at + 1] as number) - row);
      if (x > largest) largest = x;
      if (y > largest) largest = y;
    }
  }
  return largest;
}

/** The input place shown at an output place between pixels; beyond the edges, displaced as the edge is. */
function shownAt({ toInput, width, height }: Displacement, [x, y]: Place): Place {
  const [column, row] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const at = (pixelX: number, pixelY: number, axis: 0 | 1) => toInput[(pixelY * width + pixelX) * 2 + axis] as number;
  const along = (axis: 0 | 1) => {
    const upper = at(left, top, axis) + (at(right, top, axis) - at(left, top, axis)) * (column - left);
    const lower = at(left, bottom, axis) + (at(right, bottom, axis) - at(left, bottom, axis)) * (column - left);
    return upper + (lower - upper) * (row - top);
  };
  return [along(0) + x - column, along(1) + y - row];
}
