import { lineageOf, type StageContext } from '@sightline/artifacts';
import { type ArtifactRef, classesOf, type IngestOutput, type Sample, sortedByCodePoints } from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { IngestError } from '../errors.ts';
import { rewriteDataset } from '../dataset/rewrite-dataset.ts';

/**
 * Takes samples out of the quarantine into a new version of the dataset: the opposite of `scrub`, for what a person has
 * looked at. Their findings stay listed, as flags. In a pipeline, name such samples in the policy's `keep` instead.
 *
 * @throws IngestError `ingest/not-restorable` when one is not in quarantine, or is a file that could not be read
 */
export async function restore(
  input: { dataset: ArtifactRef; samples: readonly string[] },
  context: StageContext,
): Promise<IngestOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const restored = input.samples.map((id): Sample => {
    const listed = dataset.quarantined.find(({ path }) => path === id);
    if (listed?.sample) return listed.sample;
    const problem = listed ? `could not be read (${listed.reason})` : 'is not in quarantine';
    throw new IngestError(
      'ingest/not-restorable',
      `${id} ${problem}. Only samples that scrub set aside can be restored: the entries of "quarantined" that have ` +
        'a "sample".',
    );
  });
  const back = new Set(input.samples);
  return rewriteDataset(
    input.dataset,
    {
      labels: sortedByCodePoints(new Set([...dataset.labels, ...restored.flatMap(classesOf)]), (label) => label),
      samples: sortedByCodePoints([...dataset.samples, ...restored], ({ id }) => id),
      quarantined: dataset.quarantined.filter(({ path }) => !back.has(path)),
      findings: dataset.findings.map((finding) =>
        back.has(finding.sample) ? { ...finding, action: 'flag' } : finding,
      ),
    },
    lineageOf({ name: 'restore', version: 3 }, input, { parents: [input.dataset] }),
    context,
  );
}
