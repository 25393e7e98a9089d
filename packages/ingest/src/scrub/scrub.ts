import { lineageOf, type StageContext } from '@sightline/artifacts';
import {
  classesOf,
  type Finding,
  parse,
  type Quarantined,
  type Sample,
  type ScrubCheckName,
  type ScrubInput,
  scrubInputSchema,
  type ScrubOutput,
  type StageRequests,
} from '@sightline/contracts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { lostClass, remainingClasses } from '../dataset/lost-classes.ts';
import { IngestError } from '../errors.ts';
import { scrubStage } from '../stages.ts';
import { rewriteDataset } from '../dataset/rewrite-dataset.ts';
import type { Evidence } from './checks/check.ts';
import { CHECKS } from './checks/checks.ts';
import { checksOf, inspectSamples } from './inspect-samples.ts';
import { readPredicted } from './checks/label-errors.ts';
import { embeddingOf } from './outliers/embeddings.ts';
import { FEATURES } from './measures/image-features.ts';
import type { ImageMeasures } from './measures/image-measures.ts';
import { rowOf, zeros } from '../numbers/matrix.ts';
import { measureImages } from './measures/measure-images.ts';
import { noteClusters } from './checks/near-duplicates.ts';
import { outOfFoldProbabilities } from './labels/out-of-fold.ts';

/**
 * Looks for faulty samples and does with them what the policy of each check says. What is found is listed in the
 * dataset's `findings`; what is set aside stays in its shards, is listed in `quarantined` and comes back when the
 * policy's `keep` names it.
 *
 * @throws IngestError `ingest/label-mismatch` when predictions are of other classes; `ingest/duplicate-samples` or
 * `ingest/failed-check` when a policy is `fail` and its check finds any; `ingest/class-too-small` when a class lost all
 * its samples
 */
export async function scrub(request: StageRequests['scrub'], context: StageContext): Promise<ScrubOutput> {
  return computeScrub(parse(scrubInputSchema, request, 'The input of scrub'), context);
}

/** {@link scrub} of an input that is parsed. */
export async function computeScrub(input: ScrubInput, context: StageContext): Promise<ScrubOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const { clustered, ...evidence } = await gatherEvidence(dataset, input, context);
  const noted = input.policy.nearDuplicates === 'ignore' ? dataset.samples : clustered;
  const { kept, quarantined, findings, prevalent } = inspectSamples(noted, input.policy, evidence);
  requireClasses(dataset.labels, kept, quarantined);
  const output = await rewriteDataset(
    input.dataset,
    {
      labels: remainingClasses(dataset.labels, kept),
      samples: kept,
      quarantined: [...dataset.quarantined, ...quarantined],
      findings,
    },
    lineageOf(scrubStage, input, { parents: [input.dataset, ...input.predictions] }),
    context,
  );
  const hasPrevalent = Object.keys(prevalent).length > 0;
  return { ...output, findings: countsByCheck(findings), ...(hasPrevalent && { prevalent }) };
}

/**
 * Looks at the images and at what models say of them, as far as the checks that run need it. `clustered` are the
 * samples with the clusters of their near duplicates.
 */
async function gatherEvidence(
  dataset: Dataset,
  input: ScrubInput,
  context: StageContext,
): Promise<Evidence & { clustered: Sample[] }> {
  const { samples, labels } = dataset;
  const { classifier, labelErrors, thresholds } = input.policy;
  const needs = new Set(checksOf(input.policy).map((name) => CHECKS[name].needs));
  const isClassified = samples.every(({ label }) => label !== undefined);
  const trained = isClassified && input.predictions.length === 0 && labelErrors !== 'ignore' ? classifier : null;
  const embeddings = new Map<string, Float32Array>();
  const looks = trained !== null || needs.has('embeddings');
  const features = zeros(trained ? samples.length : 0, FEATURES);
  const onFeatures = (own: Float32Array, row: number) => {
    if (trained) rowOf(features, row).set(own);
    if (needs.has('embeddings')) embeddings.set((samples[row] as Sample).id, embeddingOf(own));
  };
  const measures =
    looks || needs.has('pixels')
      ? await measureImages(dataset, samples, context, looks ? onFeatures : undefined)
      : new Map<string, ImageMeasures>();
  const clustered = noteClusters(samples, { measures, thresholds });
  const predicted = trained
    ? { labels, probabilities: await outOfFoldProbabilities(clustered, features, { ...trained, labels }, context) }
    : await readPredicted(context.artifacts, input.predictions, labels);
  return { clustered, measures, predicted, embeddings, thresholds };
}

function countsByCheck(findings: readonly Finding[]): ScrubOutput['findings'] {
  const counts = (Object.keys(CHECKS) as ScrubCheckName[]).map(
    (name) => [name, findings.filter(({ check }) => check === name).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function requireClasses(labels: readonly string[], kept: readonly Sample[], quarantined: readonly Quarantined[]): void {
  const setAside = quarantined.flatMap(({ sample }) => sample ?? []);
  const lost = lostClass(labels, kept, setAside);
  if (lost === undefined) return;
  const first = quarantined.find(({ sample }) => sample && classesOf(sample).includes(lost));
  throw new IngestError(
    'ingest/class-too-small',
    `Every image of class "${lost}" was set aside, so none is left. The first is ${first?.path}: ${first?.reason}. ` +
      `${first?.detail} ` +
      'Mend the images, or set the policy of that check to "flag" or "ignore".',
  );
}
