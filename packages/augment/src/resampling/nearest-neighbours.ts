import { AugmentError } from '../errors.ts';
import type { Rows } from './rows.ts';

interface Search {
  /** Rows whose neighbours are sought. */
  queries: Int32Array;
  /**
   * Rows that can be neighbours, ascending. A row is never its own, even among equal ones (imbalanced-learn leaves out
   * the first found, whichever that is).
   */
  candidates: Int32Array;
  k: number;
  /** The farthest instead, farthest first. */
  farthest?: boolean;
  /** For the message when there are too few candidates: whose rows they are, and the setting that asks for `k`. */
  what: string;
  setting: string;
}

export interface Neighbours {
  /** Row indices, `[queries, k]`, nearest first; of equally near ones the lower row first. */
  rows: Int32Array;
  /** Euclidean, `[queries, k]`. */
  distances: Float64Array;
}

/** Two blocks of rows, in float64, stay in the cache of one core. */
const BLOCK_VALUES = 2 ** 14;

/**
 * The k nearest neighbours by Euclidean distance: exact, all pairs compared, by blocks that fit the cache, summed in
 * float64. Where queries and candidates are the same array, each pair is compared once.
 *
 * @throws AugmentError `augment/class-too-small` when there are fewer than k candidates beside the query itself
 */
export function nearestNeighbours(data: Rows, search: Search): Neighbours {
  const { queries, candidates, k } = search;
  requireCandidates(search);
  const size = Math.max(4, Math.min(128, (BLOCK_VALUES / data.dimension) & ~3));
  const [left, right] = [createBlock(data, size), createBlock(data, size)];
  const squares = new Float64Array(size * size);
  const best = new BestOfEach(queries.length, k, search.farthest ? -1 : 1);
  const isSymmetric = queries === candidates;
  // In this order each query meets its candidates from the lowest to the highest, in the symmetric case too: so ties go
  // to the lower row.
  for (let fromQuery = 0; fromQuery < queries.length; fromQuery += size) {
    fill(left, data, queries, fromQuery);
    for (let from = isSymmetric ? fromQuery : 0; from < candidates.length; from += size) {
      fill(right, data, candidates, from);
      compareBlocks(left, right, squares);
      best.offerAll(fromQuery, left.rows, right.rows, { squares, perQuery: size, perCandidate: 1 });
      if (isSymmetric && from > fromQuery) {
        best.offerAll(from, right.rows, left.rows, { squares, perQuery: 1, perCandidate: size });
      }
    }
  }
  return { rows: best.rows, distances: best.keys.map((key) => Math.sqrt(Math.abs(key))) };
}

function requireCandidates({ queries, candidates, k, what, setting }: Search): void {
  const known = new Set(candidates);
  const available = candidates.length - (queries.some((row) => known.has(row)) ? 1 : 0);
  if (available >= k) return;
  const mend = available > 0 ? `Lower it to ${available} or less, add rows` : 'Add rows';
  throw new AugmentError(
    'augment/class-too-small',
    `${what} has ${candidates.length} row${candidates.length === 1 ? '' : 's'}, and ${setting} asks for ${k} ` +
      `neighbours. ${mend}, or use a random sampler, which needs no neighbours.`,
  );
}

/**
 * The k smallest keys of each query, kept sorted. A key is a squared distance, times −1 where the farthest are sought.
 */
class BestOfEach {
  readonly rows: Int32Array;
  readonly keys: Float64Array;

  constructor(
    queries: number,
    readonly k: number,
    readonly sign: 1 | -1,
  ) {
    this.rows = new Int32Array(queries * k);
    this.keys = new Float64Array(queries * k).fill(Infinity);
  }

  /** @param first the place of the first of `queries` among all */
  offerAll(
    first: number,
    queries: Int32Array,
    candidates: Int32Array,
    { squares, perQuery, perCandidate }: Tile,
  ): void {
    const { keys, k, sign } = this;
    for (let query = 0; query < queries.length; query++) {
      const last = (first + query + 1) * k - 1;
      const self = queries[query] as number;
      for (let place = 0, at = query * perQuery; place < candidates.length; place++, at += perCandidate) {
        const key = sign * (squares[at] as number);
        const row = candidates[place] as number;
        if (key < (keys[last] as number) && row !== self) this.#insert(last, row, key);
      }
    }
  }

  #insert(last: number, row: number, key: number): void {
    const { rows, keys, k } = this;
    const first = last - k + 1;
    let place = last;
    for (; place > first && key < (keys[place - 1] as number); place--) {
      keys[place] = keys[place - 1] as number;
      rows[place] = rows[place - 1] as number;
    }
    keys[place] = key;
    rows[place] = row;
  }
}

/** Squared distances of a block to another, and how far they lie apart. */
interface Tile {
  squares: Float64Array;
  perQuery: number;
  perCandidate: number;
}

/** Some rows as float64. Beyond them the values are those of earlier rows. */
interface Block {
  rows: Int32Array;
  readonly values: Float64Array;
  readonly size: number;
  readonly dimension: number;
}

function createBlock({ dimension }: Rows, size: number): Block {
  return { rows: new Int32Array(0), values: new Float64Array(size * dimension), size, dimension };
}

function fill(block: Block, { values, dimension }: Rows, rows: Int32Array, from: number): void {
  block.rows = rows.subarray(from, from + block.size);
  for (const [place, row] of block.rows.entries()) {
    block.values.set(values.subarray(row * dimension, (row + 1) * dimension), place * dimension);
  }
}

/** Squared distances, `[left.size, right.size]`. Two rows by four at once: their eight sums stay in registers. */
function compareBlocks(left: Block, right: Block, squares: Float64Array): void {
  const { values: a, dimension, size } = left;
  const b = right.values;
  for (let query = 0; query < left.rows.length; query += 2) {
    for (let candidate = 0; candidate < right.rows.length; candidate += 4) {
      let [s0, s1, s2, s3, t0, t1, t2, t3] = [0, 0, 0, 0, 0, 0, 0, 0];
      let at = query * dimension;
      let from = candidate * dimension;
      for (const end = at + dimension; at < end; at++, from++) {
        const x = a[at] as number;
        const y = a[at + dimension] as number;
        const p = b[from] as number;
        const q = b[from + dimension] as number;
        const r = b[from + 2 * dimension] as number;
        const s = b[from + 3 * dimension] as number;
        s0 += (x - p) * (x - p);
        s1 += (x - q) * (x - q);
        s2 += (x - r) * (x - r);
        s3 += (x - s) * (x - s);
        t0 += (y - p) * (y - p);
        t1 += (y - q) * (y - q);
        t2 += (y - r) * (y - r);
        t3 += (y - s) * (y - s);
      }
      const to = query * size + candidate;
      squares[to] = s0;
      squares[to + 1] = s1;
      squares[to + 2] = s2;
      squares[to + 3] = s3;
      squares[to + size] = t0;
      squares[to + size + 1] = t1;
      squares[to + size + 2] = t2;
      squares[to + size + 3] = t3;
    }
  }
}
