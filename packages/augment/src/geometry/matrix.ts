/**
 * A 3×3 matrix of homogeneous coordinates, row by row: `[x', y', w'] = M · [x, y, 1]`, the place being `(x' / w', y' /
 * w')`. Places are pixels: x to the right and y down, (0, 0) the centre of the first pixel.
 */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

export const IDENTITY: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * The matrix that does `second`, then `first`. Numbers are read one by one:
 * destructuring iterates over arrays, and this runs for each sample.
 */
export function multiply(first: Matrix3, second: Matrix3): Matrix3 {
  const [a, b, c] = [first[0], first[1], first[2]];
  const [d, e, f] = [first[3], first[4], first[5]];
  const [g, h, i] = [first[6], first[7], first[8]];
  const [j, k, l] = [second[0], second[1], second[2]];
  const [m, n, o] = [second[3], second[4], second[5]];
  const [p, q, r] = [second[6], second[7], second[8]];
  return [
    a * j + b * m + c * p,
    a * k + b * n + c * q,
    a * l + b * o + c * r,
    d * j + e * m + f * p,
    d * k + e * n + f * q,
    d * l + e * o + f * r,
    g * j + h * m + i * p,
    g * k + h * n + i * q,
    g * l + h * o + i * r,
  ];
}

/** The inverse of a matrix; that of a singular one has no finite numbers. */
export function invert([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const scale = 1 / (a * A + b * B + c * C);
  return [
    A * scale,
    (c * h - b * i) * scale,
    (b * f - c * e) * scale,
    B * scale,
    (a * i - c * g) * scale,
    (c * d - a * f) * scale,
    C * scale,
    (b * g - a * h) * scale,
    (a * e - b * d) * scale,
  ];
}

export function translation(x: number, y: number): Matrix3 {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

export function scaling(x: number, y: number): Matrix3 {
  return [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** The matrix that turns counter-clockwise, as one sees it, y being down. */
export function rotation(degrees: number): Matrix3 {
  const radians = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  return [cosine, sine, 0, -sine, cosine, 0, 0, 0, 1];
}

/** The matrix with the image's centre as its origin. */
export function aboutCentre(matrix: Matrix3, { width, height }: { width: number; height: number }): Matrix3 {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  return multiply(translation(x, y), multiply(matrix, translation(-x, -y)));
}

/** Whether every place keeps the same third coordinate: no perspective. */
export function isAffine(matrix: Matrix3): boolean {
  return matrix[6] === 0 && matrix[7] === 0 && matrix[8] === 1;
}

export function isIdentity(matrix: Matrix3): boolean {
  for (let index = 0; index < IDENTITY.length; index++) if (matrix[index] !== IDENTITY[index]) return false;
  return true;
}
