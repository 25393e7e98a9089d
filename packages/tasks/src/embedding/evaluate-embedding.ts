import {
  type AnnotatedSample,
  type Curves,
  type Figures,
  figuresOf,
  type Gallery,
  taskFigures,
  type TaskSpec,
} from '@sightline/contracts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { TaskEvaluation } from '../task.ts';
import { fewShotEpisodes } from './few-shot.ts';
import {
  areaUnderCurve,
  equalError,
  errorRates,
  nearestOthers,
  type PairDistances,
  pairDistances,
} from './verification.ts';

const { evaluation: traits } = taskFigures.embedding;

/** More samples make more pairs than can be looked at: then every second, third, … is taken. */
const MOST_SAMPLES = 2000;

/** Figures and exhibits of all pairs of some samples, and of episodes. @param embeddings `[samples, units]` */
export function evaluateEmbedding(
  all: readonly AnnotatedSample[],
  embeddings: Float32Array,
  { units, fewShot }: Pick<TaskSpec<'embedding'>, 'units' | 'fewShot'>,
): TaskEvaluation {
  const stride = Math.ceil(all.length / MOST_SAMPLES);
  const samples = all.filter((_, row) => row % stride === 0);
  const rows = stride === 1 ? embeddings : embeddings.filter((_, at) => Math.floor(at / units) % stride === 0);
  const identities = samples.map(({ label }) => label as string);
  const pairs = pairDistances(identities, rows, units);
  const equal = equalError(pairs);
  const neighbours = nearestOthers(samples.length, rows, units);
  const isRepeated = identities.map((identity) => identities.indexOf(identity) !== identities.lastIndexOf(identity));
  const asked = isRepeated.filter(Boolean).length;
  const hits = neighbours.filter(({ place }, row) => isRepeated[row] && identities[place] === identities[row]).length;
  const episodes = fewShotEpisodes(identities, rows, { units, ...fewShot });
  const figures = figuresOf(
    {
      equalErrorRate: equal?.rate ?? null,
      rocAuc: areaUnderCurve(pairs),
      recallAt1: asked > 0 ? hits / asked : null,
      fewShotAccuracy: episodes?.accuracy ?? null,
    },
    traits,
  );
  const intervals = { recallAt1: wilsonInterval(hits, asked), fewShotAccuracy: episodes?.interval };
  return {
    targetNames: ['one identity'],
    // All pairs alike: those of one identity are as often refused as others are accepted.
    ...(equal && { constant: { figure: 'equalErrorRate', value: 0.5 } }),
    figures: withIntervals(figures, intervals),
    exhibits: [
      ...(equal ? [errorCurves(pairs), distanceCurves(pairs, equal.threshold)] : []),
      wrongNeighbours(samples, neighbours, isRepeated),
    ],
  };
}

/** Those of figures that were not measured are left out. */
function withIntervals(figures: Figures, intervals: Readonly<Record<string, [number, number] | undefined>>): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => {
      const interval = intervals[name];
      return [name, interval ? { ...figure, interval } : figure];
    }),
  );
}

/** Points that are drawn of a curve. */
const POINTS = 200;

function errorCurves(pairs: PairDistances): Curves {
  const all = [...errorRates(pairs)];
  const stride = Math.max(1, Math.ceil(all.length / POINTS));
  const kept = all.filter((_, place) => place % stride === 0 || place === all.length - 1);
  const series = (name: string, of: (rates: (typeof kept)[number]) => number) => ({
    name,
    style: 'line' as const,
    points: kept.map((rates) => [rates.threshold, of(rates)] as [number, number]),
  });
  return {
    kind: 'curves',
    name: 'errorRates',
    title: 'Error rates',
    note:
      'Two samples up to the threshold apart are taken for one identity. Where the curves cross is the equal error ' +
      'rate.',
    x: { label: 'distance threshold', domain: [0, 2] },
    y: { label: 'fraction of pairs', domain: [0, 1] },
    series: [
      series('one identity taken for two', ({ falseReject }) => falseReject),
      series('two identities taken for one', ({ falseAccept }) => falseAccept),
    ],
  };
}

const BINS = 40;

function distanceCurves({ same, different }: PairDistances, threshold: number): Curves {
  // No two points of the unit sphere are farther apart than 2.
  const width = 2 / BINS;
  const histogram = (distances: Float64Array) => {
    const counts = Array.from({ length: BINS }, () => 0);
    for (const distance of distances) {
      const bin = Math.min(BINS - 1, Math.floor(distance / width));
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts.map((count, bin) => [(bin + 0.5) * width, count / distances.length] as [number, number]);
  };
  const series = [
    { name: 'pairs of one identity', style: 'line' as const, points: histogram(same) },
    { name: 'pairs of two', style: 'line' as const, points: histogram(different) },
  ];
  const highest = Math.max(...series.flatMap(({ points }) => points.map(([, fraction]) => fraction)));
  return {
    kind: 'curves',
    name: 'distances',
    title: 'Distances',
    note: 'The less the two overlap, the better. The dashed line is the threshold of equal error rates.',
    x: { label: 'Euclidean distance', domain: [0, 2] },
    y: { label: 'fraction of pairs', domain: [0, highest] },
    series: [
      ...series,
      {
        name: 'equal error rates',
        style: 'guide',
        points: [
          [threshold, 0],
          [threshold, highest],
        ],
      },
    ],
  };
}

function wrongNeighbours(
  samples: readonly AnnotatedSample[],
  neighbours: readonly { place: number; distance: number }[],
  isAsked: readonly boolean[],
  limit = 24,
): Gallery {
  const wrong = neighbours
    .map(({ place, distance }, row) => ({
      sample: samples[row] as AnnotatedSample,
      nearest: samples[place],
      distance,
      row,
    }))
    .filter(({ sample, nearest, row }) => isAsked[row] && nearest?.label !== sample.label)
    .sort((a, b) => a.distance - b.distance);
  return {
    kind: 'gallery',
    name: 'mistakes',
    title: 'Nearest sample of another identity',
    note: 'The nearest first: actual → that of the nearest sample, and the distance.',
    items: wrong.slice(0, limit).map(({ sample, nearest, distance }) => ({
      sample: sample.id,
      caption: `${sample.label} → ${nearest?.label}`,
      detail: distance.toFixed(3),
    })),
  };
}
