import { AugmentError } from '../errors.ts';
import type { Rows } from './rows.ts';

interface Search {
  /** Rows whose neighbours are sought. */
  queries: Int32Array;
  /** Rows that can be neighbours, ascending. A row is never its own, even among equal ones (imbalanced-learn leaves out the first found, whichever that is). */
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

const QUERY_BLOCK = 32;
/** A block of candidates, in float64, stays in the cache of one core. */
const BLOCK_VALUES = 2 ** 15;

/**
 * The k nearest neighbours by Euclidean distance: exact, all pairs compared, by blocks that fit the cache, summed in float64.
 *
 * @throws AugmentError `augment/class-too-small` when there are fewer than k candidates beside the query itself
 */
export function nearestNeighbours(data: Rows, search: Search): Neighbours {
  const { queries, candidates, k } = search;
  requireCandidates(search);
  const { dimension } = data;
  const blockRows = Math.max(4, Math.min(256, (BLOCK_VALUES / dimension) & ~3));
  const queryBlock = new Float64Array(QUERY_BLOCK * dimension);
  const candidateBlock = new Float64Array(blockRows * dimension);
  const squares = new Float64Array(QUERY_BLOCK * blockRows);
  const best = new BestOfEach(queries.length, k);
  const sign = search.farthest ? -1 : 1;
  for (let fromQuery = 0; fromQuery < queries.length; fromQuery += QUERY_BLOCK) {
    const chosen = queries.subarray(fromQuery, fromQuery + QUERY_BLOCK);
    gather(data, chosen, queryBlock);
    for (let from = 0; from < candidates.length; from += blockRows) {
      const block = candidates.subarray(from, from + blockRows);
      gather(data, block, candidateBlock);
      compareBlocks(
        { values: queryBlock, count: chosen.length },
        { values: candidateBlock, count: block.length },
        squares,
        { dimension, stride: blockRows },
      );
      for (let query = 0; query < chosen.length; query++) {
        const self = chosen[query] as number;
        for (let place = 0; place < block.length; place++) {
          const row = block[place] as number;
          if (row !== self) best.offer(fromQuery + query, row, sign * (squares[query * blockRows + place] as number));
        }
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
    `${what} has ${candidates.length} row${candidates.length === 1 ? '' : 's'}, and ${setting} asks for ${k} neighbours. ` +
      `${mend}, or take a random sampler, which needs no neighbours.`,
  );
}

/** The k smallest keys of each query, kept sorted. */
class BestOfEach {
  readonly rows: Int32Array;
  readonly keys: Float64Array;

  constructor(
    queries: number,
    readonly k: number,
  ) {
    this.rows = new Int32Array(queries * k);
    this.keys = new Float64Array(queries * k).fill(Infinity);
  }

  offer(query: number, row: number, key: number): void {
    const { rows, keys, k } = this;
    const first = query * k;
    let place = first + k - 1;
    if (key >= (keys[place] as number)) return;
    for (; place > first && key < (keys[place - 1] as number); place--) {
      keys[place] = keys[place - 1] as number;
      rows[place] = rows[place - 1] as number;
    }
    keys[place] = key;
    rows[place] = row;
  }
}

function gather({ values, dimension }: Rows, rows: Int32Array, target: Float64Array): void {
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    target.set(values.subarray(row * dimension, (row + 1) * dimension), place * dimension);
  }
}

interface Block {
  values: Float64Array;
  count: number;
}

/**
 * Squared distances of each query to each candidate. Two queries and four candidates at once: their eight sums stay in registers.
 * Beyond `count` a block holds rows of earlier ones, whose distances nobody reads.
 */
function compareBlocks(
  queries: Block,
  candidates: Block,
  squares: Float64Array,
  { dimension, stride }: { dimension: number; stride: number },
): void {
  const [a, b] = [queries.values, candidates.values];
  for (let query = 0; query < queries.count; query += 2) {
    for (let candidate = 0; candidate < candidates.count; candidate += 4) {
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
      const to = query * stride + candidate;
      squares[to] = s0;
      squares[to + 1] = s1;
      squares[to + 2] = s2;
      squares[to + 3] = s3;
      squares[to + stride] = t0;
      squares[to + stride + 1] = t1;
      squares[to + stride + 2] = t2;
      squares[to + stride + 3] = t3;
    }
  }
}
