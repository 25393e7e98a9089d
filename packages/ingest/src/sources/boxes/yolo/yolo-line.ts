import type { Box } from '@sightline/contracts';
import { isPoseWithVisibility, isTrack, type LineDoubts, TOLERANCE } from './line-doubts.ts';

/** What the numbers of a line mean. */
export interface YoloClasses {
  /** By the number of the class. */
  names: ReadonlyMap<number, string>;
  /** How many numbers of keypoints follow the box, in a set for poses. */
  keypointValues: number | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The box of a line, or what is wrong with it: class, centre x, centre y, width and height, in fractions of the image;
 * in a set for poses keypoints follow, which are left out. Else more numbers are the corners of a polygon or of a box
 * that is turned: their bounding box is taken.
 *
 * @param doubts receives the numbers of a line that has nothing wrong
 */
export function boxOfLine(line: string, { names, keypointValues }: YoloClasses, doubts?: LineDoubts): Box | string {
  if (/[,;]/.test(line)) return 'It has a comma or a semicolon. Numbers are separated by spaces, decimals by a point.';
  const [number = '', ...texts] = line.trim().split(/\s+/);
  const label = /^\d+(\.0+)?$/.test(number) ? names.get(Number(number)) : undefined;
  if (label === undefined) return `data.yaml has no name for class ${number.slice(0, 20)}.`;
  const odd = texts.find((text) => !NUMBER.test(text));
  if (odd !== undefined) return `It has ${JSON.stringify(odd.slice(0, 20))}, which is not a number.`;
  const values = texts.map(Number);
  const problem =
    problemOf(values, keypointValues) ?? (keypointValues === undefined ? doubtOf(values, texts) : undefined);
  if (problem !== undefined) return problem;
  const [centreX = 0, centreY = 0, width = 0, height = 0] = values;
  const isBox = values.length === 4 || keypointValues !== undefined;
  const outside = (isBox ? [centreX, centreY, width, height] : values).find(isOutside);
  if (outside !== undefined)
    return `It has the number ${outside}; fractions of the image, from 0 to 1, are expected. Are these pixels?`;
  doubts?.add(values);
  if (isBox) return { label, x: centreX - width / 2, y: centreY - height / 2, width, height };
  const [xs, ys] = [0, 1].map((axis) => values.filter((_, index) => index % 2 === axis)) as [number[], number[]];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { label, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function problemOf(values: readonly number[], keypointValues: number | undefined): string | undefined {
  const count = values.length;
  if (keypointValues !== undefined) {
    const expected = 4 + keypointValues;
    if (count === expected && values.every(Number.isFinite)) return undefined;
    const wanted = `kpt_shape in data.yaml needs ${expected} numbers: a box and its keypoints.`;
    return `${count} values after the class; ${wanted}`;
  }
  if (values.every(Number.isFinite) && (count === 4 || (count >= 6 && count % 2 === 0))) return undefined;
  const allowed = '4 numbers (a box) or 6, 8, … (a polygon) are allowed, separated by spaces.';
  const hint =
    count === 5
      ? ' Is the last one a confidence? Predictions are not labels.'
      : count > 5
        ? ' Are there keypoints? Then data.yaml needs kpt_shape.'
        : '';
  return `${count} values after the class; ${allowed}${hint}`;
}

function doubtOf(values: readonly number[], texts: readonly string[]): string | undefined {
  if (isPoseWithVisibility(values))
    return `It may be a box with keypoints. Then data.yaml needs kpt_shape: [${(values.length - 4) / 3}, 3].`;
  if (!isTrack(values, texts)) return undefined;
  return (
    'It may be a box with its confidence and the number of a track; predictions are not labels. If it is a triangle, ' +
    'write its last number with a point.'
  );
}

function isOutside(value: number): boolean {
  return value < -TOLERANCE || value > 1 + TOLERANCE;
}
