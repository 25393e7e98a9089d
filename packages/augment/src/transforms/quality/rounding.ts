/** The nearest whole number, the even one where two are as near: as NumPy and OpenCV round. */
export function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
