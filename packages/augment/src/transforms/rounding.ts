/** To doubles of this size a half is too small to be kept: adding it rounds as IEEE 754 does. */
const LARGE = 1.5 * 2 ** 52;

/**
 * The nearest whole number, the even one where two are as near: as NumPy and OpenCV round. For numbers between ±2^51.
 */
export function halfToEven(value: number): number {
  return value + LARGE - LARGE;
}
