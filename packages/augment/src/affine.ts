/**
 * A 2×3 affine matrix `[a, b, c, d, e, f]`: `x' = a·x + b·y + c`, `y' = d·x + e·y + f`, in pixels from the image's centre, x to the right and y down.
 * It maps a place of the output to the place of the input whose value it shows.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];

/** Turns the image about its centre, counter-clockwise for positive degrees. */
export function rotation(degrees: number): Affine {
  const radians = (degrees * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  return [cosine, -sine, 0, sine, cosine, 0];
}

/** Moves the image by `x` pixels to the right and `y` pixels down. */
export function translation(x: number, y: number): Affine {
  return [1, 0, -x, 0, 1, -y];
}

/** Mirrors the image: `horizontal` swaps left and right, `vertical` top and bottom. */
export function reflection(axis: 'horizontal' | 'vertical'): Affine {
  return axis === 'horizontal' ? [-1, 0, 0, 0, 1, 0] : [1, 0, 0, 0, -1, 0];
}

/** The one matrix that does `first`, then `second`, to an image. */
export function compose(first: Affine, second: Affine): Affine {
  // Output to input: a place goes back through the last transform first, so the product is first · second.
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}
