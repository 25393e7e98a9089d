import { DisjointSets } from '../../numbers/disjoint-sets.ts';

const BITS = 64;

/**
 * Groups 64-bit hashes that are linked by steps of at most `maxDistance` differing bits. Fast at a million hashes:
 * multi-index hashing (Norouzi, Punjani and Fleet 2012) looks only at hashes that nearly agree in one of a few chunks,
 * for two hashes within distance d agree in chunk i up to rᵢ bits for some i whenever Σ (rᵢ + 1) = d + 1 (Qin et al.
 * 2018).
 *
 * @param hashes 16 hexadecimal digits each
 * @param maxDistance 0 to 16; the time grows steeply with it
 * @returns the places of the members of each group of two or more, ascending, in the order of the first
 */
export function hashClusters(hashes: readonly string[], maxDistance: number): number[][] {
  const sets = new DisjointSets(hashes.length);
  const places = new Map<string, number>();
  for (const [index, hash] of hashes.entries()) {
    const first = places.get(hash);
    if (first === undefined) places.set(hash, index);
    else sets.join(first, index);
  }
  if (maxDistance > 0) linkNear([...places.keys()], [...places.values()], maxDistance, sets);
  return sets.groups();
}

function linkNear(hashes: readonly string[], places: readonly number[], maxDistance: number, sets: DisjointSets): void {
  const high = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(0, 8), 16));
  const low = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(8), 16));
  for (const { start, width, radius } of chunksOf(hashes.length, maxDistance)) {
    const keys = high.map((upper, index) => chunkOf(upper, low[index] as number, start, width));
    const { offsets, order } = buckets(keys, 2 ** width);
    const flips = masksOf(width, radius);
    for (let one = 0; one < keys.length; one++) {
      for (const flip of flips) {
        const bucket = (keys[one] as number) ^ flip;
        const end = offsets[bucket + 1] as number;
        for (let at = offsets[bucket] as number; at < end; at++) {
          const other = order[at] as number;
          if (other <= one) continue;
          const upper = (high[one] as number) ^ (high[other] as number);
          const lower = (low[one] as number) ^ (low[other] as number);
          if (bitsOf(upper) + bitsOf(lower) <= maxDistance) sets.join(places[one] as number, places[other] as number);
        }
      }
    }
  }
}

/** Chunks of about log₂(count) bits, so that a bucket holds about one hash, and how many bits may differ in each. */
function chunksOf(count: number, maxDistance: number): { start: number; width: number; radius: number }[] {
  const chunks = Math.min(Math.max(Math.round(BITS / Math.log2(count + 2)), 3), 8);
  const bound = (index: number) => Math.floor((index * BITS) / chunks);
  const [each, extra] = [Math.floor((maxDistance + 1) / chunks), (maxDistance + 1) % chunks];
  return Array.from({ length: chunks }, (_, index) => ({
    start: bound(index),
    width: bound(index + 1) - bound(index),
    radius: each - 1 + (index < extra ? 1 : 0),
  })).filter(({ radius }) => radius >= 0);
}

function chunkOf(high: number, low: number, start: number, width: number): number {
  const shifted = start >= 32 ? high >>> (start - 32) : (low >>> start) | (start > 0 ? high << (32 - start) : 0);
  return shifted & (2 ** width - 1);
}

/** The places of the keys sorted by key: those of key k are `order[offsets[k]]` to `order[offsets[k + 1] - 1]`. */
function buckets(keys: Uint32Array, count: number): { offsets: Uint32Array; order: Uint32Array } {
  const offsets = new Uint32Array(count + 1);
  for (const key of keys) offsets[key + 1] = (offsets[key + 1] as number) + 1;
  for (let key = 0; key < count; key++) offsets[key + 1] = (offsets[key + 1] as number) + (offsets[key] as number);
  const next = offsets.slice();
  const order = new Uint32Array(keys.length);
  for (const [index, key] of keys.entries()) {
    order[next[key] as number] = index;
    next[key] = (next[key] as number) + 1;
  }
  return { offsets, order };
}

/** Every number of `width` bits of which at most `radius` are set. */
function masksOf(width: number, radius: number): number[] {
  let last = [0];
  const masks = [0];
  for (let set = 0; set < radius; set++) {
    last = last.flatMap((mask) =>
      Array.from({ length: width }, (_, bit) => 2 ** bit)
        .filter((bit) => bit > mask)
        .map((bit) => mask | bit),
    );
    masks.push(...last);
  }
  return masks;
}

/** How many of the 32 bits are set. */
function bitsOf(value: number): number {
  const pairs = value - ((value >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
