import type { RawImage } from '@sightline/contracts';

/**
 * CIE LAB of sRGB under D65, in bytes as OpenCV keeps it: L times 255 / 100, a and b plus 128. Forwards in OpenCV's
 * fixed point, so that the bytes are the same; histogram equalization would enlarge each difference.
 */

type Triple = [number, number, number];

/** Row by row what red, green and blue give to X, Y and Z (ITU-R BT.709), and the white point. */
const TO_XYZ = [
  [0.412453, 0.35758, 0.180423],
  [0.212671, 0.71516, 0.072169],
  [0.019334, 0.119193, 0.950227],
] as const;
const FROM_XYZ = [
  [3.240479, -1.53715, -0.498535],
  [-0.969256, 1.875991, 0.041556],
  [0.055648, -0.204043, 1.057311],
] as const;
const WHITE = [0.950456, 1, 1.088754] as const;

const LIGHT = 255 * 8;
const FRACTION = 2 ** 12;
const ROOT = 2 ** 15;

/** Linear light of each byte, white being {@link LIGHT}. */
const lightOf = Int32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return Math.round(LIGHT * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
});
/** CIE's cube root with its straight start, times {@link ROOT}, of each amount of light. */
const rootOf = Int32Array.from({ length: (LIGHT * 3) / 2 }, (_, light) => {
  const value = light / LIGHT;
  return Math.round(ROOT * (value < 0.008856 ? 7.787 * value + 16 / 116 : Math.cbrt(value)));
});
const fractions = TO_XYZ.map((row, index) =>
  row.map((factor) => Math.round((FRACTION * factor) / (WHITE[index] as number))),
);
const LIGHTNESS_SCALE = Math.round((116 * 255) / 100);
const LIGHTNESS_OFFSET = -Math.round((16 * 255 * ROOT) / 100);

/** Steps of the table of bytes by linear light: fine enough for the steep start of sRGB. */
const STEPS = 2 ** 14;
const byteOf = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

/** The image of three channels in LAB. */
export function toLab({ pixels: input, ...image }: RawImage): RawImage {
  const pixels = new Uint8ClampedArray(input.length);
  const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = fractions as [Triple, Triple, Triple];
  for (let index = 0; index < input.length; index += 3) {
    const red = lightOf[input[index] as number] as number;
    const green = lightOf[input[index + 1] as number] as number;
    const blue = lightOf[input[index + 2] as number] as number;
    const x = rootOf[(xr * red + xg * green + xb * blue + FRACTION / 2) >> 12] as number;
    const y = rootOf[(yr * red + yg * green + yb * blue + FRACTION / 2) >> 12] as number;
    const z = rootOf[(zr * red + zg * green + zb * blue + FRACTION / 2) >> 12] as number;
    pixels[index] = (LIGHTNESS_SCALE * y + LIGHTNESS_OFFSET + ROOT / 2) >> 15;
    pixels[index + 1] = (500 * (x - y) + 128 * ROOT + ROOT / 2) >> 15;
    pixels[index + 2] = (200 * (y - z) + 128 * ROOT + ROOT / 2) >> 15;
  }
  return { ...image, pixels: new Uint8Array(pixels.buffer) };
}

/** CIE's cube with its straight start: undoes the root. */
function cube(root: number): number {
  return root > 6 / 29 ? root * root * root : (root - 16 / 116) / 7.787;
}

/** The inverse of {@link toLab}, to within a grey level of OpenCV's. */
export function fromLab({ pixels: input, ...image }: RawImage): RawImage {
  const pixels = new Uint8Array(input.length);
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = scaled as [Triple, Triple, Triple];
  for (let index = 0; index < input.length; index += 3) {
    const lightness = ((input[index] as number) * 100) / 255;
    const root = (lightness + 16) / 116;
    const x = cube(root + ((input[index + 1] as number) - 128) / 500);
    const y = lightness > 8 ? root * root * root : lightness / 903.3;
    const z = cube(root - ((input[index + 2] as number) - 128) / 200);
    pixels[index] = toByte(rx * x + ry * y + rz * z);
    pixels[index + 1] = toByte(gx * x + gy * y + gz * z);
    pixels[index + 2] = toByte(bx * x + by * y + bz * z);
  }
  return { ...image, pixels };
}

const scaled = FROM_XYZ.map((row) => row.map((factor, index) => STEPS * factor * (WHITE[index] as number)));

function toByte(light: number): number {
  return byteOf[light <= 0 ? 0 : light >= STEPS ? STEPS : (light + 0.5) | 0] as number;
}
