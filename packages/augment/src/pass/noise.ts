import { RandomStream } from '@sightline/contracts';

/** The ziggurat (Marsaglia and Tsang, 2000): where its tail begins, and the area of each of its 256 strips. */
const STRIPS = 256;
const TAIL = 3.6541528853610088;
const AREA = 4.92867323399e-3;
/** Places inside a strip, to each side of 0. Strip and place come from different bits, or they would correlate (Doornik, 2005). */
const PLACES = 2 ** 23;

const density = (x: number) => Math.exp(-0.5 * x * x);

/** Right edge of each strip, from the bottom up; the bottom one is as wide as its area with the tail's asks. */
const edges = new Float64Array(STRIPS + 1);
edges[0] = AREA / density(TAIL);
edges[1] = TAIL;
for (let strip = 1; strip < STRIPS - 1; strip++) {
  const edge = edges[strip] as number;
  edges[strip + 1] = Math.sqrt(-2 * Math.log(AREA / edge + density(edge)));
}
const heights = edges.map(density);
const steps = edges.map((edge) => edge / PLACES);

/**
 * Adds Gaussian noise of mean 0 and standard deviation `sigma` to the values, and clips them to [0, 1].
 * The same seed always adds the same noise.
 */
export function addGaussianNoise(values: Float32Array, sigma: number, seed: number): void {
  let state = seed | 0;
  for (let index = 0; index < values.length; index++) {
    state = (state + 0x9e3779b9) | 0;
    const bits = mix(state);
    const strip = bits & (STRIPS - 1);
    let normal = (bits >> 8) * (steps[strip] as number);
    // 99.3 % of the draws lie wholly under the curve.
    if (Math.abs(normal) >= (edges[strip + 1] as number)) {
      state = (state + 0x9e3779b9) | 0;
      normal = settle(strip, normal, mix(state));
    }
    values[index] = clip((values[index] as number) + sigma * normal);
  }
}

/** `min(max(value, 0), 1)` without branches, which the noise round black and white would take at random. */
function clip(value: number): number {
  const spare = 1 - (value + Math.abs(value)) / 2;
  return 1 - (spare + Math.abs(spare)) / 2;
}

/** A 32-bit permutation without visible bias (Wellons' lowbias32); over a counter it makes a generator, as in splitmix. */
function mix(counter: number): number {
  let bits = counter ^ (counter >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return bits ^ (bits >>> 16);
}

/** The normal number for a draw that may lie above the curve: kept, taken from the tail, or drawn anew. */
function settle(strip: number, normal: number, bits: number): number {
  if (strip === 0) return Math.sign(normal) * tail(new RandomStream(bits));
  const lower = heights[strip] as number;
  const upper = heights[strip + 1] as number;
  const height = lower + ((bits >>> 0) / 2 ** 32) * (upper - lower);
  // Mixed again: the bits of a refused draw are not uniform any more.
  return height < density(normal) ? normal : new RandomStream(mix(bits)).gaussian();
}

/** A normal number beyond {@link TAIL} (Marsaglia, 1964). */
function tail(random: RandomStream): number {
  for (;;) {
    const beyond = -Math.log(1 - random.next()) / TAIL;
    if (-2 * Math.log(1 - random.next()) >= beyond * beyond) return TAIL + beyond;
  }
}
