import type { StageContext } from '@sightline/artifacts';
import {
  type ArtifactRef,
  type ComparisonMeasure,
  type ComparisonThresholds,
  comparisonThresholdsSchema,
  type DatasetComparison,
  type Difference,
  parse,
  type Sample,
  SPLITS,
} from '@sightline/contracts';
import type { z } from 'zod';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { contentOf } from '../dataset/parts.ts';
import { embeddingOf } from '../scrub/outliers/embeddings.ts';
import { measureImages } from '../scrub/measures/measure-images.ts';
import { smirnovLimit } from './kolmogorov-smirnov.ts';
import { lossesOf } from './losses.ts';
import type { Compared } from './measure.ts';
import { MEASURES } from './measures.ts';
import { violationsOf } from './violations.ts';

type Look = Omit<Compared, 'sample'>;

/**
 * Compares two versions of a dataset: what came and went, violations of the earlier version's schema,
 * classes that lost too many of their samples, drift between the
 * versions and skew between the splits of the later one (the terms of TensorFlow Data Validation).
 *
 * @throws ArtifactError when a shard is missing or altered
 */
export async function compare(
  versions: { before: ArtifactRef; after: ArtifactRef; thresholds?: z.input<typeof comparisonThresholdsSchema> },
  context: StageContext,
): Promise<DatasetComparison> {
  const thresholds = parse(comparisonThresholdsSchema, versions.thresholds ?? {}, 'The setting thresholds of compare');
  const before = await openDataset(context.artifacts, versions.before);
  const after = await openDataset(context.artifacts, versions.after);
  const looks = await looksByContent([before, after], context);
  const compared = (samples: readonly Sample[]) =>
    samples.map((sample): Compared => ({ sample, ...(looks.get(contentOf(sample)) as Look) }));

  const violations = [
    ...violationsOf(before.schema, after.samples),
    ...lossesOf(before.samples, after.samples, thresholds.lostFraction),
  ];
  const drift = differencesOf(compared(before.samples), compared(after.samples), thresholds);
  const train = compared(after.of('train'));
  const others = SPLITS.filter((split) => split !== 'train' && train.length > 0 && after.of(split).length > 0);
  const skew = others.map((split) => ({
    split,
    differences: differencesOf(train, compared(after.of(split)), thresholds),
  }));
  const differences = [...drift, ...skew.flatMap((one) => one.differences)];
  return {
    samples: changesOf(before.samples, after.samples),
    violations,
    drift,
    skew,
    passed: violations.length === 0 && !differences.some(({ exceeded }) => exceeded),
  };
}

function differencesOf(
  before: readonly Compared[],
  after: readonly Compared[],
  thresholds: ComparisonThresholds,
): Difference[] {
  return (Object.keys(MEASURES) as ComparisonMeasure[]).map((measure) => {
    const { statistics, compare: apart } = MEASURES[measure];
    const { distance, detail } = apart(before, after);
    const limit = Math.max(thresholds[measure], smirnovLimit(before.length, after.length, statistics));
    return { measure, distance, limit, exceeded: distance > limit, detail };
  });
}

/** What images look like by their bytes: those that both versions hold are decoded once. */
async function looksByContent(datasets: readonly Dataset[], context: StageContext): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  for (const dataset of datasets) {
    const fresh = dataset.samples.filter((sample) => !looks.has(contentOf(sample)));
    const embeddings = new Map<string, Float32Array>();
    const measures = await measureImages(dataset, fresh, context, (features, row) =>
      embeddings.set((fresh[row] as Sample).id, embeddingOf(features)),
    );
    for (const sample of fresh) {
      const [brightness, embedding] = [measures.get(sample.id)?.mean ?? 0, embeddings.get(sample.id) as Float32Array];
      looks.set(contentOf(sample), { brightness, embedding });
    }
  }
  return looks;
}

function changesOf(before: readonly Sample[], after: readonly Sample[]): DatasetComparison['samples'] {
  const known = new Map(before.map((sample) => [sample.id, sample]));
  const kept = after.filter(({ id }) => known.has(id));
  const content = (sample: Sample) =>
    JSON.stringify([contentOf(sample), sample.label, sample.labels, sample.values, sample.boxes]);
  const changed = kept.filter((sample) => content(sample) !== content(known.get(sample.id) ?? sample));
  return { added: after.length - kept.length, removed: before.length - kept.length, changed: changed.length };
}
