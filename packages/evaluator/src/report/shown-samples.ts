import type { Evaluation, Sample } from '@sightline/contracts';
import type { Dataset } from '@sightline/ingest/dataset';
import { findingsByCheck } from '@sightline/ingest/findings';
import { EvaluatorError } from '../errors.ts';
import { shownFindings } from './shown-findings.ts';

/**
 * The samples that a report shows in pictures: those of galleries and of findings, in quarantine or not, each once.
 *
 * @throws EvaluatorError `evaluator/dataset-mismatch` when the dataset has not one of them
 */
export function shownSamples(
  { samples, quarantined, findings }: Dataset,
  { exhibits }: Pick<Evaluation, 'exhibits'>,
): Sample[] {
  const setAside = quarantined.flatMap(({ sample }) => sample ?? []);
  const byId = new Map([...setAside, ...samples].map((sample) => [sample.id, sample]));
  const inGalleries = exhibits.flatMap((exhibit) =>
    exhibit.kind === 'gallery' ? exhibit.items.map(({ sample }) => sample) : [],
  );
  const found = findingsByCheck(findings)
    .flatMap(shownFindings)
    .flatMap(({ sample, partner = sample }) => [sample, partner]);
  return [...new Set([...inGalleries, ...found])].map((id) => {
    const sample = byId.get(id);
    if (sample) return sample;
    throw new EvaluatorError(
      'evaluator/dataset-mismatch',
      `Sample ${id} is in the evaluation but not in the dataset. Take the dataset that the evaluation was made on.`,
    );
  });
}
