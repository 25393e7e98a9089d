import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  type Quarantined,
  type Sample,
  type ScrubInput,
  scrubInputSchema,
  type ScrubOutput,
  scrubOutputSchema,
} from '@sightline/contracts';
import { openDataset } from './dataset.ts';
import { IngestError } from './errors.ts';
import { rewriteDataset } from './rewrite-dataset.ts';
import { twinsOf } from './twins.ts';

const VERSION = 1;

/**
 * Finds byte-identical images. Under one label the first is kept; under several labels none is, for nobody knows which is right.
 * Those left out are quarantined, each naming its twin.
 *
 * @throws IngestError `ingest/duplicate-samples` when the policy is `fail` and there are any; `ingest/class-too-small` when a class lost all its samples
 */
export async function scrub(input: ScrubInput, context: StageContext): Promise<ScrubOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const { kept, duplicates } =
    input.policy.exactDuplicates === 'ignore'
      ? { kept: dataset.samples, duplicates: [] }
      : withoutDuplicates(dataset.samples);
  const [first] = duplicates;
  if (first && input.policy.exactDuplicates === 'fail') {
    throw new IngestError(
      'ingest/duplicate-samples',
      `${duplicates.length} images are byte-identical to others, ${first.path} for one: ${first.detail} Remove them, or set exactDuplicates to "quarantine" or "ignore".`,
    );
  }
  const present = new Set(kept.map(({ label }) => label));
  const lost = dataset.labels.find((label) => !present.has(label));
  if (lost !== undefined) {
    throw new IngestError(
      'ingest/class-too-small',
      `Every image of class "${lost}" is byte-identical to one of another class, so none is left. Keep each image in one class folder only.`,
    );
  }
  return rewriteDataset(
    input.dataset,
    { ...dataset, samples: kept, quarantined: [...dataset.quarantined, ...duplicates] },
    { stage: 'scrub', stageVersion: VERSION, input, parents: [input.dataset] },
    context,
  );
}

/** {@link scrub} as a stage. */
export const scrubStage = defineStage({
  name: 'scrub',
  version: VERSION,
  input: scrubInputSchema,
  output: scrubOutputSchema,
  cached: true,
  run: scrub,
});

function withoutDuplicates(samples: readonly Sample[]): { kept: Sample[]; duplicates: Quarantined[] } {
  const twins = twinsOf(samples);
  const kept: Sample[] = [];
  const duplicates: Quarantined[] = [];
  for (const sample of samples) {
    const same = twins.get(sample.sha256) ?? [];
    const other = same.find(({ label }) => label !== sample.label);
    if (other)
      duplicates.push({
        path: sample.id,
        reason: 'conflicting-duplicate',
        detail: `The same bytes as ${other.id}, which has another label.`,
      });
    else if (same[0] === sample) kept.push(sample);
    else
      duplicates.push({
        path: sample.id,
        reason: 'exact-duplicate',
        detail: `The same bytes as ${same[0]?.id}, which was kept.`,
      });
  }
  return { kept, duplicates };
}
