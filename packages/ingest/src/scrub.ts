import { type Quarantined, type Sample, type ScrubInput, scrubInputSchema, type ScrubOutput, scrubOutputSchema } from '@sightline/contracts';
import { defineStage, type StageContext } from '@sightline/artifacts';
import { openDataset } from './dataset.ts';
import { IngestError } from './errors.ts';
import { deriveDataset, summaryOf } from './write-dataset.ts';

const VERSION = 1;

/**
 * Finds byte-identical images. Of those with one label all but the first are quarantined; those with different labels are all quarantined, for nobody
 * knows which label is right.
 *
 * @throws IngestError `ingest/too-many-quarantined` when the policy is `fail` and there are any
 */
export async function scrub(input: ScrubInput, context: StageContext): Promise<ScrubOutput> {
  const { samples, quarantined } = await openDataset(context.artifacts, input.dataset);
  const found = input.policy.exactDuplicates === 'ignore' ? [] : duplicatesIn(samples);
  if (input.policy.exactDuplicates === 'fail' && found.length > 0) {
    const [first] = found as [Quarantined];
    throw new IngestError('ingest/too-many-quarantined', `${found.length} images are exact duplicates, the first ${first.path}: ${first.detail} scrub.exactDuplicates is "fail"; allowed are "quarantine" and "ignore".`);
  }
  const removed = new Set(found.map(({ path }) => path));
  const rows = { samples: samples.filter(({ id }) => !removed.has(id)), quarantined: [...quarantined, ...found] };
  const dataset = await deriveDataset(input.dataset, { stage: 'scrub', stageVersion: VERSION, input }, rows, context);
  return { dataset, ...summaryOf(rows.samples, rows.quarantined) };
}

function duplicatesIn(samples: readonly Sample[]): Quarantined[] {
  const groups = groupBySha256(samples);
  return [...groups.values()].flatMap((group): Quarantined[] => {
    const [kept, ...rest] = group as [Sample, ...Sample[]];
    if (rest.every(({ label }) => label === kept.label)) {
      return rest.map(({ id }) => ({ path: id, reason: 'exact-duplicate', detail: `The same bytes as ${kept.id}, which is kept.` }));
    }
    const labels = [...new Set(group.map(({ label }) => label))].join(', ');
    return group.map(({ id }) => ({ path: id, reason: 'conflicting-duplicate', detail: `The same bytes stand under the labels ${labels}.` }));
  });
}

function groupBySha256(samples: readonly Sample[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) groups.set(sample.sha256, [...(groups.get(sample.sha256) ?? []), sample]);
  return groups;
}

/** {@link scrub} as a stage of a pipeline. */
export const scrubStage = defineStage({ name: 'scrub', version: VERSION, input: scrubInputSchema, output: scrubOutputSchema, cached: true, run: scrub });
