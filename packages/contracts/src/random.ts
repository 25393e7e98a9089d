import { createHash } from 'node:crypto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The seed of a named stream under a root seed: `deriveSeed(7, 'augment', epoch, sampleId)`. A 32-bit integer, the
 * first bytes of sha256 of the names. Streams with different names are independent; the same names give the same stream
 * in every process and on every machine.
 */
export function deriveSeed(root: number, ...names: readonly (string | number)[]): number {
  return createHash('sha256')
    .update(JSON.stringify([root, ...names]))
    .digest()
    .readInt32LE(0);
}

/**
 * Derives one seed from another and a word, quickly: for what is drawn for each sample. Equal arguments give equal
 * seeds in every process. The words of a text are mixed one after the other with MurmurHash3's steps (Appleby, 2011).
 */
export function mixSeed(seed: number, word: number | string): number {
  if (typeof word === 'number') return finalise(absorb(seed | 0, word | 0) ^ 4);
  let hash = seed | 0;
  for (let index = 0; index < word.length; index++) hash = absorb(hash, word.charCodeAt(index));
  return finalise(hash ^ word.length);
}

function absorb(hash: number, word: number): number {
  const first = Math.imul(word, 0xcc9e2d51);
  const mixed = hash ^ Math.imul((first << 15) | (first >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finalise(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** A stream of random numbers (xoroshiro128+, Blackman and Vigna 2018) that depends on its seed alone. */
export class RandomStream {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;
  #spare: number | undefined;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Uniform in [0, 1), 24 bits. */
  next(): number {
    return (this.#generator.next() >>> 8) / 0x1000000;
  }

  /** Uniform in [minimum, maximum). */
  uniform(minimum: number, maximum: number): number {
    return minimum + (maximum - minimum) * this.next();
  }

  /** A uniform integer in [0, bound), for a bound up to 2^32; without modulo bias. */
  integer(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let drawn = this.#generator.next() >>> 0;
    while (drawn >= limit) drawn = this.#generator.next() >>> 0;
    return drawn % bound;
  }

  /** Standard normal (Box and Muller, 1958). */
  gaussian(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * From the gamma distribution of that shape and scale 1 (Marsaglia and Tsang, 2000). Two of shapes a and b make a
   * number of the beta distribution, `x / (x + y)`; several, divided by their sum, one of the Dirichlet distribution.
   */
  gamma(shape: number): number {
    // A shape below 1 is that of the shape above, thinned out.
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.next()) ** (1 / shape);
    const offset = shape - 1 / 3;
    for (;;) {
      const normal = this.gaussian();
      const cube = (1 + normal / Math.sqrt(9 * offset)) ** 3;
      if (cube <= 0) continue;
      const bound = 0.5 * normal * normal + offset * (1 - cube + Math.log(cube));
      if (Math.log(1 - this.next()) < bound) return offset * cube;
    }
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<Value>(values: Value[]): Value[] {
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const kept = values[last] as Value;
      values[last] = values[chosen] as Value;
      values[chosen] = kept;
    }
    return values;
  }
}
