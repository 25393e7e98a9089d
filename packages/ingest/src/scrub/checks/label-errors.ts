import type { ArtifactStore } from '@sightline/artifacts';
import type { ArtifactRef, Sample } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { IngestError } from '../../errors.ts';
import type { Evidence, CheckFinding, Predicted } from './check.ts';
import { findLabelIssues } from '../labels/label-issues.ts';

/**
 * Reads the `predictions.parquet` of evaluations, one for each fold. Of a sample in several the last counts.
 *
 * @throws IngestError `ingest/label-mismatch` when a class of the dataset has no column
 */
export async function readPredicted(
  store: ArtifactStore,
  evaluations: readonly ArtifactRef[],
  labels: readonly string[],
): Promise<Predicted> {
  const probabilities = new Map<string, number[]>();
  for (const evaluation of evaluations) {
    const bytes = await store.read(evaluation, 'predictions.parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    for (const row of await parquetReadObjects({ file })) {
      const missing = labels.find((label) => typeof row[`probability_${label}`] !== 'number');
      if (missing !== undefined) {
        throw new IngestError(
          'ingest/label-mismatch',
          `Evaluation ${evaluation.id} has no probabilities of class "${missing}". Scrub with predictions of ` +
            `models that were trained on the classes of this dataset: ${labels.join(', ')}.`,
        );
      }
      probabilities.set(
        String(row.id),
        labels.map((label) => Number(row[`probability_${label}`])),
      );
    }
  }
  return { labels, probabilities };
}

/** Samples whose label is likely wrong, see {@link findLabelIssues}. Samples without predictions are not judged. */
export function findLabelErrors(samples: readonly Sample[], { predicted }: Evidence): CheckFinding[] {
  const judged = samples.filter(({ id, label }) => label !== undefined && predicted.probabilities.has(id));
  if (judged.length === 0) return [];
  const rows = judged.map(({ id }) => predicted.probabilities.get(id) ?? []);
  const issues = findLabelIssues(
    judged.map(({ label }) => predicted.labels.indexOf(label as string)),
    rows.flat(),
  );
  return issues
    .sort((left, right) => left.sample - right.sample)
    .map(({ sample, score, suggested }): CheckFinding => {
      const { id, label } = judged[sample] as Sample;
      const instead = `"${predicted.labels[suggested]}" (${percent(rows[sample]?.[suggested] ?? 0)})`;
      return {
        sample: id,
        score,
        reason: 'label-error',
        detail: `Labelled "${label}" (${percent(score)}); the model says ${instead}.`,
      };
    });
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
