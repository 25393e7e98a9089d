import { type Sample, SPLITS } from '@sightline/contracts';
import { contentOf } from '../../dataset/parts.ts';
import type { Evidence, CheckFinding } from './check.ts';
import { hashClusters } from '../hashes/hash-clusters.ts';

/** The hashes of images of one colour: they have no structure by which they could look alike. */
const PLAIN = new Set(['0000000000000000', '8000000000000000']);

/** Samples whose perceptual hashes are linked by steps of at most so many bits; images of one colour are left out. */
export function nearDuplicateClusters(
  samples: readonly Sample[],
  { thresholds, measures }: Pick<Evidence, 'measures' | 'thresholds'>,
): Sample[][] {
  const hashOf = ({ id }: Sample) => measures.get(id)?.hash ?? '';
  const measured = samples.filter((sample) => measures.has(sample.id) && !PLAIN.has(hashOf(sample)));
  return hashClusters(measured.map(hashOf), thresholds.nearDuplicates).map((cluster) =>
    cluster.map((index) => measured[index] as Sample),
  );
}

/**
 * Images that look like another, all but the first of each cluster; byte-identical ones are `exactDuplicates`. The
 * score is 1 / how many there are.
 */
export function findNearDuplicates(samples: readonly Sample[], evidence: Evidence): CheckFinding[] {
  const found = nearDuplicateClusters(samples, evidence)
    .filter((cluster) => new Set(cluster.map(contentOf)).size > 1)
    .flatMap(([first, ...others]) => {
      const partner = (first as Sample).id;
      const detail = `Looks like ${partner}${others.length > 1 ? `, as do ${others.length} in all` : ''} (pHash).`;
      const score = 1 / (others.length + 1);
      return others.map(({ id }): CheckFinding => ({ sample: id, score, reason: 'near-duplicate', detail, partner }));
    });
  return inOrderOf(samples, found);
}

/**
 * Images that look like one of another split. Those of the split that comes first are right: a test sample that is in
 * the training data proves nothing.
 */
export function findSplitLeaks(samples: readonly Sample[], evidence: Evidence): CheckFinding[] {
  const divided = samples.filter(({ split }) => split !== null);
  const found = nearDuplicateClusters(divided, evidence).flatMap((cluster) => {
    const home = SPLITS.find((split) => cluster.some((sample) => sample.split === split));
    const twin = cluster.find((sample) => sample.split === home) as Sample;
    return cluster
      .filter((sample) => sample.split !== home)
      .map(({ id, split }): CheckFinding => {
        const detail = `Looks like ${twin.id}, which is in ${home}; this one is in ${split}.`;
        return { sample: id, score: 1 / cluster.length, reason: 'split-leak', detail, partner: twin.id };
      });
  });
  return inOrderOf(samples, found);
}

/** Notes the cluster of each sample that has near duplicates, so that `split` keeps them together. */
export function noteClusters(
  samples: readonly Sample[],
  evidence: Pick<Evidence, 'measures' | 'thresholds'>,
): Sample[] {
  const clusterOf = new Map(
    nearDuplicateClusters(samples, evidence).flatMap((cluster) =>
      cluster.map((sample) => [sample, cluster[0]?.id] as const),
    ),
  );
  return samples.map((sample) => {
    const { cluster: _, ...rest } = sample;
    const cluster = clusterOf.get(sample);
    return cluster === undefined ? rest : { ...rest, cluster };
  });
}

function inOrderOf(samples: readonly Sample[], found: readonly CheckFinding[]): CheckFinding[] {
  const bySample = new Map(found.map((one) => [one.sample, one]));
  return samples.flatMap(({ id }) => bySample.get(id) ?? []);
}
