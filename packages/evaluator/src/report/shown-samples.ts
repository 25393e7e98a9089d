import type { Exhibit, Sample } from '@sightline/contracts';
import type { Dataset } from '@sightline/ingest/dataset';
import { findingsByCheck } from '@sightline/ingest/findings';
import { EvaluatorError } from '../errors.ts';
import { shownFindings } from './shown-findings.ts';

/**
 * The samples that a report shows in pictures, those of galleries and of findings, each once.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the dataset has not one of them
 */
export function shownSamples(dataset: Dataset, exhibits: readonly Exhibit[]): Sample[] {
  const found = findingsByCheck(dataset.findings)
    .flatMap(shownFindings)
    .flatMap(({ sample, partner = sample }) => [sample, partner]);
  return samplesOf(dataset, [...idsInGalleries(exhibits), ...found]);
}

/**
 * The samples that galleries show, each once.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the dataset has not one of them
 */
export function samplesInGalleries(dataset: Dataset, exhibits: readonly Exhibit[]): Sample[] {
  return samplesOf(dataset, idsInGalleries(exhibits));
}

function idsInGalleries(exhibits: readonly Exhibit[]): string[] {
  return exhibits.flatMap((exhibit) => (exhibit.kind === 'gallery' ? exhibit.items.map(({ sample }) => sample) : []));
}

function samplesOf({ samples, quarantined }: Dataset, ids: readonly string[]): Sample[] {
  const setAside = quarantined.flatMap(({ sample }) => sample ?? []);
  const byId = new Map([...setAside, ...samples].map((sample) => [sample.id, sample]));
  return [...new Set(ids)].map((id) => {
    const sample = byId.get(id);
    if (sample) return sample;
    throw new EvaluatorError(
      'evaluator/dataset-mismatch',
      `Sample ${id} is in the evaluation but not in the dataset. Take the dataset that the evaluation was made on.`,
    );
  });
}
