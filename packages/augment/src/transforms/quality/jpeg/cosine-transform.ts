/**
 * The accurate integer cosine transform of 8×8 blocks (Loeffler, Ligtenberg and Moschytz, 1989), in 32-bit fixed point
 * with the roundings of the IJG's library: so a block becomes what that makes of it, to the bit.
 */
const BITS = 13;
/** More bits between the two passes. */
const EXTRA = 2;
const [F0298, F0390, F0541, F0765, F0899, F1175, F1501, F1847, F1961, F2053, F2562, F3072] = [
  2446, 3196, 4433, 6270, 7373, 9633, 12299, 15137, 16069, 16819, 20995, 25172,
] as const;

/**
 * How the lines of a pass lie, and by how many bits it shifts sums (to the left, when negative)
 * and products to the right.
 */
interface Lines {
  step: number;
  sumBits: number;
  bits: number;
}
const ROWS: Lines = { step: 1, sumBits: -EXTRA, bits: BITS - EXTRA };
const COLUMNS: Lines = { step: 8, sumBits: EXTRA, bits: BITS + EXTRA };

/** Divides by a power of two, to the nearest. */
const scaled = (value: number, bits: number) => (value + (1 << (bits - 1))) >> bits;

/** Transforms a block in place; its coefficients are eight times as large as the definition's. */
export function forwardTransform(block: Int32Array): void {
  for (let row = 0; row < 64; row += 8) forwardLine(block, row, ROWS);
  for (let column = 0; column < 8; column++) forwardLine(block, column, COLUMNS);
}

function forwardLine(block: Int32Array, from: number, { step, sumBits, bits }: Lines): void {
  const at = (index: number) => block[from + index * step] as number;
  const set = (index: number, value: number) => (block[from + index * step] = value);
  const sum = (value: number) => (sumBits < 0 ? value << -sumBits : scaled(value, sumBits));
  const [s0, s1, s2, s3] = [at(0) + at(7), at(1) + at(6), at(2) + at(5), at(3) + at(4)];
  const [d0, d1, d2, d3] = [at(0) - at(7), at(1) - at(6), at(2) - at(5), at(3) - at(4)];
  const [e0, e1, e2, e3] = [s0 + s3, s1 + s2, s1 - s2, s0 - s3];
  const even = (e2 + e3) * F0541;
  const odd = (d3 + d1 + d2 + d0) * F1175;
  const [z1, z2] = [(d3 + d0) * -F0899, (d2 + d1) * -F2562];
  const [z3, z4] = [(d3 + d1) * -F1961 + odd, (d2 + d0) * -F0390 + odd];
  set(0, sum(e0 + e1));
  set(4, sum(e0 - e1));
  set(2, scaled(even + e3 * F0765, bits));
  set(6, scaled(even - e2 * F1847, bits));
  set(7, scaled(d3 * F0298 + z1 + z3, bits));
  set(5, scaled(d2 * F2053 + z2 + z4, bits));
  set(3, scaled(d1 * F3072 + z2 + z3, bits));
  set(1, scaled(d0 * F1501 + z1 + z4, bits));
}

/** Rounds coefficients of {@link forwardTransform} to multiples of their steps, in place. */
export function quantize(block: Int32Array, steps: Int32Array): void {
  for (let index = 0; index < 64; index++) {
    const step = steps[index] as number;
    const value = block[index] as number;
    const count = Math.trunc((Math.abs(value) + step * 4) / (step * 8));
    block[index] = (value < 0 ? -count : count) * step;
  }
}

/** Transforms coefficients back to values, in place; these may lie a little outside of what there was. */
export function inverseTransform(block: Int32Array): void {
  for (let column = 0; column < 8; column++) inverseLine(block, column, 8, BITS - EXTRA);
  for (let row = 0; row < 64; row += 8) inverseLine(block, row, 1, BITS + EXTRA + 3);
}

function inverseLine(block: Int32Array, from: number, step: number, bits: number): void {
  const at = (index: number) => block[from + index * step] as number;
  const set = (index: number, value: number) => (block[from + index * step] = scaled(value, bits));
  const even = (at(2) + at(6)) * F0541;
  const [t2, t3] = [even - at(6) * F1847, even + at(2) * F0765];
  const [t0, t1] = [(at(0) + at(4)) << BITS, (at(0) - at(4)) << BITS];
  const [e0, e1, e2, e3] = [t0 + t3, t1 + t2, t1 - t2, t0 - t3];
  const odd = (at(7) + at(3) + at(5) + at(1)) * F1175;
  const [z1, z2] = [(at(7) + at(1)) * -F0899, (at(5) + at(3)) * -F2562];
  const [z3, z4] = [(at(7) + at(3)) * -F1961 + odd, (at(5) + at(1)) * -F0390 + odd];
  const [o0, o1] = [at(7) * F0298 + z1 + z3, at(5) * F2053 + z2 + z4];
  const [o2, o3] = [at(3) * F3072 + z2 + z3, at(1) * F1501 + z1 + z4];
  set(0, e0 + o3);
  set(7, e0 - o3);
  set(1, e1 + o2);
  set(6, e1 - o2);
  set(2, e2 + o1);
  set(5, e2 - o1);
  set(3, e3 + o0);
  set(4, e3 - o0);
}
