/**
 * Half the width of each row of a disc, from its middle row outwards, by the midpoint circle algorithm, as in OpenCV.
 */
export function discRows(radius: number): Int32Array {
  const halves = new Int32Array(radius + 1).fill(-1);
  for (let x = radius, y = 0, error = 0; x >= y; y++) {
    halves[y] = Math.max(halves[y] as number, x);
    halves[x] = Math.max(halves[x] as number, y);
    error += 2 * y + 1;
    if (error > 0) error -= 2 * x-- - 1;
  }
  return halves;
}
