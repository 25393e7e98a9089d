/** Where CIE L*a*b* changes from a cube root to a line: 6/29. */
const KNEE = 6 / 29;
/** The white of CIE D50, of which L*a*b* in TIFF and ICC profiles is. */
const WHITE = [0.964_22, 1, 0.825_21] as const;
/** From XYZ under D50 to linear sRGB, adapted by Bradford (http://www.brucelindbloom.com, "sRGB D50"). */
const MATRIX = [
  [3.133_856_1, -1.616_866_7, -0.490_614_6],
  [-0.978_768_4, 1.916_141_5, 0.033_454],
  [0.071_945_3, -0.228_991_4, 1.405_242_7],
] as const;

/**
 * Converts a pixel of CIE L*a*b* (D50) to sRGB, clipped to 0 to 255.
 *
 * @param options.most the greatest sample, which is L* 100
 * @param options.isOffset whether a* and b* are stored from -128 up, as in ICC profiles, rather than as two's complement (TIFF 6.0, section 23)
 */
export function labToSrgb(
  [first, second, third]: readonly [number, number, number],
  { most, isOffset }: { most: number; isOffset: boolean },
): [number, number, number] {
  const unit = (most + 1) / 256;
  const signed = (value: number) =>
    isOffset ? value / unit - 128 : (value > most / 2 ? value - most - 1 : value) / unit;
  const middle = ((first / most) * 100 + 16) / 116;
  const xyz = [middle + signed(second) / 500, middle, middle - signed(third) / 200].map(
    (value, index) => (WHITE[index] as number) * (value > KNEE ? value ** 3 : 3 * KNEE ** 2 * (value - 4 / 29)),
  );
  return MATRIX.map((row) =>
    encodeSrgb(row.reduce((sum, factor, index) => sum + factor * (xyz[index] as number), 0)),
  ) as [number, number, number];
}

/** The transfer function of sRGB (IEC 61966-2-1), as a byte. */
function encodeSrgb(linear: number): number {
  const value = linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
