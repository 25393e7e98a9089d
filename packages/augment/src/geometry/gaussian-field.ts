/**
 * Blurs a field of `[height, width]` by a Gaussian of standard deviation `sigma` pixels, in place; beyond the edges the
 * nearest value counts. The kernel ends at 4 sigma, as OpenCV's for floats.
 */
export function blurField(
  field: Float32Array,
  { width, height }: { width: number; height: number },
  sigma: number,
): void {
  const kernel = gaussianKernel(sigma);
  const lying = new Float32Array(field.length);
  blurRowsTransposing(field, lying, { width, height, kernel });
  blurRowsTransposing(lying, field, { width: height, height: width, kernel });
}

/** The middle weight and those to one side of it; with both sides they sum to 1. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.round(4 * sigma);
  const weights = Float64Array.from({ length: radius + 1 }, (_, place) => Math.exp(-0.5 * (place / sigma) ** 2));
  const sum = 2 * weights.reduce((total, weight) => total + weight, 0) - 1;
  return weights.map((weight) => weight / sum);
}

/** Rows become columns: so both directions read memory in order. */
function blurRowsTransposing(
  from: Float32Array,
  to: Float32Array,
  { width, height, kernel }: { width: number; height: number; kernel: Float64Array },
): void {
  const radius = kernel.length - 1;
  const padded = new Float64Array(width + 2 * radius);
  for (let row = 0; row < height; row++) {
    const start = row * width;
    padded.fill(from[start] as number, 0, radius);
    for (let x = 0; x < width; x++) padded[radius + x] = from[start + x] as number;
    padded.fill(from[start + width - 1] as number, radius + width);
    for (let x = 0; x < width; x++) {
      const middle = x + radius;
      let sum = (kernel[0] as number) * (padded[middle] as number);
      for (let away = 1; away <= radius; away++) {
        sum += (kernel[away] as number) * ((padded[middle - away] as number) + (padded[middle + away] as number));
      }
      to[x * height + row] = sum;
    }
  }
}
