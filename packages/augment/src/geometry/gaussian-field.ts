interface Size {
  width: number;
  height: number;
}

/**
 * Blurs a field of `[height, width]` by a Gaussian of standard deviation `sigma` pixels, in place; beyond the edges the nearest value counts. The kernel
 * ends at 4 sigma, as OpenCV's for floats.
 */
export function blurField(field: Float32Array, size: Size, sigma: number): void {
  const kernel = gaussianKernel(sigma);
  blurColumns(field, size, kernel);
  blurRows(field, size, kernel);
}

/** The middle weight and those to one side of it; with both sides they sum to 1. */
function gaussianKernel(sigma: number): Float32Array {
  const radius = Math.round(4 * sigma);
  const weights = Float64Array.from({ length: radius + 1 }, (_, place) => Math.exp(-0.5 * (place / sigma) ** 2));
  const sum = 2 * weights.reduce((total, weight) => total + weight, 0) - 1;
  return Float32Array.from(weights, (weight) => weight / sum);
}

/** Whole rows are added up: so memory is read in order. */
function blurColumns(field: Float32Array, { width, height }: Size, kernel: Float32Array): void {
  const source = Float32Array.from(field);
  for (let row = 0; row < height; row++) {
    const to = field.subarray(row * width, (row + 1) * width);
    for (let x = 0; x < width; x++) to[x] = (kernel[0] as number) * (to[x] as number);
    for (let away = 1; away < kernel.length; away++) {
      const weight = kernel[away] as number;
      const above = Math.max(row - away, 0) * width;
      const below = Math.min(row + away, height - 1) * width;
      for (let x = 0; x < width; x++) {
        to[x] = (to[x] as number) + weight * ((source[above + x] as number) + (source[below + x] as number));
      }
    }
  }
}

function blurRows(field: Float32Array, { width, height }: Size, kernel: Float32Array): void {
  const radius = kernel.length - 1;
  const padded = new Float32Array(width + 2 * radius);
  for (let row = 0; row < height; row++) {
    const line = field.subarray(row * width, (row + 1) * width);
    padded.fill(line[0] as number, 0, radius);
    padded.set(line, radius);
    padded.fill(line[width - 1] as number, radius + width);
    for (let x = 0; x < width; x++) {
      const middle = x + radius;
      let sum = (kernel[0] as number) * (padded[middle] as number);
      for (let away = 1; away <= radius; away++) {
        sum += (kernel[away] as number) * ((padded[middle - away] as number) + (padded[middle + away] as number));
      }
      line[x] = sum;
    }
  }
}
