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

/** The byte of each of 65,536 linear values, by the transfer function of sRGB (IEC 61966-2-1). */
const ENCODED = Uint8Array.from({ length: 65_536 }, (_, index) => {
  const linear = index / 65_535;
  return Math.round((linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055) * 255);
});

/**
 * Converts CIE L*a*b* (D50) to sRGB, clipped to 0 to 255.
 *
 * @param bands L*, a* and b* of each pixel
 * @param options.most the greatest sample, which is L* 100
 * @param options.isOffset whether a* and b* are stored from -128 up, as in ICC profiles, rather than as two's
 * complement (TIFF 6.0, section 23)
 */
export function labToSrgb(
  bands: readonly Uint16Array[],
  { most, isOffset }: { most: number; isOffset: boolean },
): Uint8Array {
  const [lightness, reds, yellows] = bands as [Uint16Array, Uint16Array, Uint16Array];
  const unit = (most + 1) / 256;
  const offset = isOffset ? -128 : 0;
  const fold = isOffset ? Infinity : most / 2;
  const [red, green, blue] = MATRIX;
  const pixels = new Uint8Array(lightness.length * 3);
  for (let at = 0; at < lightness.length; at++) {
    const [a, b] = [reds[at] as number, yellows[at] as number];
    const middle = (((lightness[at] as number) / most) * 100 + 16) / 116;
    const x = WHITE[0] * linearOf(middle + ((a > fold ? a - most - 1 : a) / unit + offset) / 500);
    const y = WHITE[1] * linearOf(middle);
    const z = WHITE[2] * linearOf(middle - ((b > fold ? b - most - 1 : b) / unit + offset) / 200);
    pixels[at * 3] = encoded(red[0] * x + red[1] * y + red[2] * z);
    pixels[at * 3 + 1] = encoded(green[0] * x + green[1] * y + green[2] * z);
    pixels[at * 3 + 2] = encoded(blue[0] * x + blue[1] * y + blue[2] * z);
  }
  return pixels;
}

function encoded(linear: number): number {
  return ENCODED[Math.round(Math.min(1, Math.max(0, linear)) * 65_535)] as number;
}

function linearOf(value: number): number {
  return value > KNEE ? value * value * value : 3 * KNEE * KNEE * (value - 4 / 29);
}
