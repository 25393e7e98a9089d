// AssemblyScript: `npm run wasm` compiles it into src/generated/matrix.ts. Matrices are float32, row by row; `length`
// is that of a row, a multiple of 4.

/**
 * Every row of one matrix times every row of another: `[rows, length]` and `[others, length]` into `[rows, others]`.
 */
export function dotProducts(matrix: usize, rows: i32, other: usize, others: i32, length: i32, target: usize): void {
  const bytes = <usize>(length << 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < others; column++) {
      let left = matrix + <usize>row * bytes;
      let right = other + <usize>column * bytes;
      const end = left + bytes;
      let sums = f32x4.splat(0);
      while (left < end) {
        sums = f32x4.add(sums, f32x4.mul(v128.load(left), v128.load(right)));
        left += 16;
        right += 16;
      }
      const sum =
        f32x4.extract_lane(sums, 0) +
        f32x4.extract_lane(sums, 1) +
        (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
      store<f32>(target + <usize>((row * others + column) << 2), sum);
    }
  }
}

/**
 * Adds up the rows of a matrix by columns of weights: `[rows, columns]` and `[rows, length]` into `[columns, length]`,
 * overwriting it.
 */
export function weightedSums(weights: usize, columns: i32, matrix: usize, rows: i32, length: i32, target: usize): void {
  const bytes = <usize>(length << 2);
  memory.fill(target, 0, <usize>columns * bytes);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const weight = f32x4.splat(load<f32>(weights + <usize>((row * columns + column) << 2)));
      let from = matrix + <usize>row * bytes;
      let to = target + <usize>column * bytes;
      const end = from + bytes;
      while (from < end) {
        v128.store(to, f32x4.add(v128.load(to), f32x4.mul(weight, v128.load(from))));
        from += 16;
        to += 16;
      }
    }
  }
}
