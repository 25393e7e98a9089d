import type { Box } from '@sightline/contracts';
import type { Keypoint } from '../frame.ts';
import type { Displacement, Geometry } from './geometry.ts';
import { invert, type Matrix3 } from './matrix.ts';

type Place = readonly [x: number, y: number];
interface Size {
  width: number;
  height: number;
}

/** Steps of the fixed-point iteration that inverts a displacement: each shrinks the error by the field's slope, well below 1 for any that looks like a picture. */
const INVERSION_STEPS = 20;
/** Places along each edge of a box that are followed through a geometry that bends. */
const EDGE_PLACES = 8;

/** Moves keypoints with the image; those that leave it are dropped. */
export function moveKeypoints(keypoints: readonly Keypoint[], input: Size, geometry: Geometry): Keypoint[] {
  const move = mover(input, geometry);
  return keypoints.flatMap((keypoint) => {
    const [x, y] = move([keypoint.x, keypoint.y]);
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? [{ ...keypoint, x, y }] : [];
  });
}

/** Moves boxes with the image: each becomes the smallest upright box around its moved edges, cut at the image's edges; those that leave the image are dropped. */
export function moveBoxes(boxes: readonly Box[], input: Size, geometry: Geometry): Box[] {
  const move = mover(input, geometry);
  const steps = geometry.kind === 'projection' ? 1 : EDGE_PLACES;
  return boxes.flatMap((box) => {
    const places = outline(box, steps).map(move);
    const xs = places.map(([x]) => Math.min(Math.max(x, 0), 1));
    const ys = places.map(([, y]) => Math.min(Math.max(y, 0), 1));
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) - x, Math.max(...ys) - y];
    return width > 0 && height > 0 ? [{ ...box, x, y, width, height }] : [];
  });
}

function outline({ x, y, width, height }: Box, steps: number): Place[] {
  return Array.from({ length: steps }, (_, step) => step / steps).flatMap((share): Place[] => [
    [x + share * width, y],
    [x + width, y + share * height],
    [x + width - share * width, y + height],
    [x, y + height - share * height],
  ]);
}

/** How a place of the input, in shares of its size, moves to one of the output. */
function mover(input: Size, geometry: Geometry): (place: Place) => Place {
  const forward = geometry.kind === 'projection' ? projector(invert(geometry.toInput)) : inverter(geometry);
  return ([x, y]) => {
    const [toX, toY] = forward([x * input.width - 0.5, y * input.height - 0.5]);
    return [(toX + 0.5) / geometry.width, (toY + 0.5) / geometry.height];
  };
}

function projector([a, b, c, d, e, f, g, h, i]: Matrix3): (place: Place) => Place {
  return ([x, y]) => {
    const depth = g * x + h * y + i;
    return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
  };
}

/** Solves "which output place shows this input place": the place minus its displacement there, again and again. */
function inverter({ toInput, width, height }: Displacement): (place: Place) => Place {
  const displacementAt = (x: number, y: number, axis: 0 | 1) => {
    const [column, row] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
    const [left, top] = [
      Math.min(Math.floor(column), Math.max(width - 2, 0)),
      Math.min(Math.floor(row), Math.max(height - 2, 0)),
    ];
    const at = (dx: number, dy: number) => {
      const [px, py] = [Math.min(left + dx, width - 1), Math.min(top + dy, height - 1)];
      return (toInput[(py * width + px) * 2 + axis] as number) - (axis === 0 ? px : py);
    };
    const upper = at(0, 0) + (at(1, 0) - at(0, 0)) * (column - left);
    const lower = at(0, 1) + (at(1, 1) - at(0, 1)) * (column - left);
    return upper + (lower - upper) * (row - top);
  };
  return ([x, y]) => {
    let place: Place = [x, y];
    for (let step = 0; step < INVERSION_STEPS; step++) {
      place = [x - displacementAt(place[0], place[1], 0), y - displacementAt(place[0], place[1], 1)];
    }
    return place;
  };
}
