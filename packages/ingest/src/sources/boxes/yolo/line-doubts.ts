/** How far numbers may be out of the image by rounding, as Ultralytics allows. */
export const TOLERANCE = 0.01;
/** Those of four corners, and fewer, are usual boxes and polygons. */
const FEWEST_OF_A_POSE = 10;

/** What the lines of a set have in common, where that says that their numbers mean something else. */
export interface LineDoubts {
  /** @param values the numbers after a class */
  add(values: readonly number[]): void;
  /** What is wrong with all lines, if anything. */
  problem(): string | undefined;
}

/**
 * Collects what the lines of a set have in common.
 *
 * @param isPose whether the set says how many keypoints follow each box
 */
export function lineDoubts(isPose: boolean): LineDoubts {
  let [lines, outer, areCorners, arePoses] = [0, 0, true, !isPose];
  let count: number | undefined;
  return {
    add(values) {
      lines++;
      count ??= values.length;
      arePoses &&= count === values.length && count >= FEWEST_OF_A_POSE && isBoxWithPoints(values);
      areCorners &&= (isPose || values.length === 4) && isTwoCorners(values);
      if (areCorners && !isInside(values)) outer++;
    },
    problem() {
      if (areCorners && 2 * outer > lines) {
        return (
          'has boxes that reach out of their images, and all of them would fit as x and y of two corners. The ' +
          'centre, width and height are expected.'
        );
      }
      if (arePoses && lines > 0)
        return (
          `has ${count} numbers after the class in each line, and each may be a box with keypoints in it. Say so in ` +
          `data.yaml: kpt_shape: [${((count ?? 0) - 4) / 2}, 2].`
        );
      return undefined;
    },
  };
}

/** Whether numbers may be a box with a confidence and the number of a track, as trackers write them. */
export function isTrack(values: readonly number[], texts: readonly string[]): boolean {
  return values.length === 6 && isInside(values) && /^\d+$/.test(texts[5] ?? '');
}

/** Whether numbers are a box with points in it, each followed by whether it is seen: 0, 1 or 2. */
export function isPoseWithVisibility(values: readonly number[]): boolean {
  const points = values.slice(4);
  if (points.length < 6 || points.length % 3 !== 0) return false;
  const isSeen = points.every((value, index) => index % 3 !== 2 || value === 0 || value === 1 || value === 2);
  return isSeen && isBoxWithPoints([...values.slice(0, 4), ...points.filter((_, index) => index % 3 !== 2)]);
}

/** Points that are not in the picture are written as 0, 0. */
function isBoxWithPoints(values: readonly number[]): boolean {
  const [centreX = 0, centreY = 0, width = 0, height = 0, ...points] = values;
  if (points.length % 2 !== 0 || !isInside(values)) return false;
  for (let at = 0; at < points.length; at += 2) {
    const [x = 0, y = 0] = points.slice(at, at + 2);
    const isHere = Math.abs(x - centreX) <= width / 2 + TOLERANCE && Math.abs(y - centreY) <= height / 2 + TOLERANCE;
    if (!isHere && (x !== 0 || y !== 0)) return false;
  }
  return true;
}

function isInside([centreX = 0, centreY = 0, width = 0, height = 0]: readonly number[]): boolean {
  const isOnAxis = (centre: number, size: number) =>
    size > 0 && centre - size / 2 >= -TOLERANCE && centre + size / 2 <= 1 + TOLERANCE;
  return isOnAxis(centreX, width) && isOnAxis(centreY, height);
}

function isTwoCorners([x = 0, y = 0, otherX = 0, otherY = 0]: readonly number[]): boolean {
  return otherX > x && otherY > y && otherX <= 1 + TOLERANCE && otherY <= 1 + TOLERANCE;
}
