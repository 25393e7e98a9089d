import { deriveSeed, RandomStream } from '@sightline/contracts';
import { distanceOf, rowsOf } from './verification.ts';

/** Of few-shot classification: among so many identities, from so many samples of each, so many times over. */
export interface FewShotOptions {
  readonly ways: number;
  readonly shots: number;
  readonly episodes: number;
}

export interface FewShotResult {
  /** Mean over the episodes of the fraction of queries that are classified correctly. */
  readonly accuracy: number;
  /** The 95 % interval of that mean, from its standard error. */
  readonly interval: [number, number];
}

/** As many as there are up to 15 of each identity, as usual since Vinyals et al. (2016) and Snell et al. (2017). */
const QUERIES = 15;
/** Standard errors on each side that hold 95 %. */
const STANDARD_ERRORS = 1.96;

/**
 * N-way K-shot classification by episodes: `ways` identities are drawn, and of each `shots` samples, whose mean is its
 * prototype; other samples of these identities belong to the nearest prototype (Snell et al., 2017). Any rows will do,
 * embeddings or pixels. The same rows give the same episodes.
 *
 * @param embeddings `[identities.length, units]`
 * @returns undefined where fewer than `ways` identities have more than `shots` samples
 *
 * @example
 * fewShotEpisodes(labels, embeddings, { units: 64, ways: 5, shots: 1, episodes: 1000 });
 */
export function fewShotEpisodes(
  identities: readonly string[],
  embeddings: Float32Array,
  { units, ways, shots, episodes }: FewShotOptions & { readonly units: number },
): FewShotResult | undefined {
  const vectors = rowsOf(embeddings, units);
  const members = new Map<string, Float32Array[]>();
  for (const [place, identity] of identities.entries()) {
    const own = members.get(identity) ?? [];
    own.push(vectors[place] as Float32Array);
    members.set(identity, own);
  }
  const groups = [...members.values()].filter((own) => own.length > shots);
  if (groups.length < ways) return undefined;

  const random = new RandomStream(deriveSeed(0, 'few-shot'));
  const fractions = Array.from({ length: episodes }, () => {
    const drawn = drawFrom(groups, ways, random).map((own) => drawFrom(own, shots + QUERIES, random));
    const prototypes = drawn.map((own) => meanOf(own.slice(0, shots), units));
    const isCorrect = drawn.flatMap((own, way) =>
      own.slice(shots).map((query) => nearestOf(prototypes, query) === way),
    );
    return isCorrect.filter(Boolean).length / isCorrect.length;
  });
  const accuracy = fractions.reduce((sum, fraction) => sum + fraction, 0) / episodes;
  const variance = fractions.reduce((sum, fraction) => sum + (fraction - accuracy) ** 2, 0) / Math.max(1, episodes - 1);
  const reach = STANDARD_ERRORS * Math.sqrt(variance / episodes);
  return { accuracy, interval: [Math.max(0, accuracy - reach), Math.min(1, accuracy + reach)] };
}

/** Different items, all of them where there are not so many. */
function drawFrom<Item>(items: readonly Item[], count: number, random: RandomStream): Item[] {
  const places = new Set<number>();
  while (places.size < Math.min(count, items.length)) places.add(random.integer(items.length));
  return [...places].map((place) => items[place] as Item);
}

function meanOf(rows: readonly Float32Array[], units: number): Float64Array {
  return Float64Array.from({ length: units }, (_, unit) => {
    return rows.reduce((sum, row) => sum + (row[unit] as number), 0) / rows.length;
  });
}

/** The place of the nearest; of several the first. */
function nearestOf(prototypes: readonly Float64Array[], query: Float32Array): number {
  const distances = prototypes.map((prototype) => distanceOf(prototype, query));
  return distances.indexOf(Math.min(...distances));
}
