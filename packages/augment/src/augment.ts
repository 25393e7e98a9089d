import { ArtifactError, lineageOf, type StageContext, writeSources } from '@sightline/artifacts';
import {
  type AugmentInput,
  augmentInputSchema,
  type AugmentOutput,
  type Json,
  parse,
  type StageRequests,
} from '@sightline/contracts';
import { openDataset } from '@sightline/ingest';
import { loadTransforms } from './custom/load-transforms.ts';
import { fingerprintOf, namedSources, readTransformSources } from './custom/transform-sources.ts';
import { renderPreview } from './preview/preview-picture.ts';
import { drawPreview } from './preview/preview-rows.ts';
import { previewSamples } from './preview/preview-samples.ts';
import { augmentStage } from './stages.ts';

/** In the preview; of clips, which take more room, fewer. */
const DRAWS = { pictures: 7, clips: 2 };

/**
 * Freezes transforms and seed into an augmentation artifact for the trainer to replay: `augmentation.json`, the sources
 * of custom transforms, and `preview.png`, where a person sees what they do to samples of the data: each as it is and
 * in some augmented forms.
 *
 * @param request as people write it: what has a default may be left out
 * @throws ContractError for a wrong input; ArtifactError when the dataset is missing or was altered
 */
export async function augment(request: StageRequests['augment'], context: StageContext): Promise<AugmentOutput> {
  return computeAugment(parse(augmentInputSchema, request, 'The input of augment'), context);
}

/**
 * {@link augment} of an input that is parsed.
 *
 * @param known the fingerprint of the custom transforms, where it is known
 */
export async function computeAugment(input: AugmentInput, context: StageContext, known?: Json): Promise<AugmentOutput> {
  const { dataset: ref, preprocess, ...augmentation } = input;
  const dataset = await openDataset(context.artifacts, ref);
  const sources = await readTransformSources(augmentation.transforms);
  requireSame(fingerprintOf(sources), known);
  const custom = await loadTransforms(augmentation.transforms, sources);
  const lineage = lineageOf(augmentStage, input, { parents: [ref], seed: augmentation.seed });
  const samples = await previewSamples(dataset, { augmentation, preprocess }, context);
  const isAnyClip = samples.some(({ frames }) => frames.length > 1);
  const rows = drawPreview(samples, { ...augmentation, custom }, isAnyClip ? DRAWS.clips : DRAWS.pictures);
  const created = await context.artifacts.create('augmentation', lineage, async (writer) => {
    await writer.addJson('augmentation.json', augmentation);
    await writer.add('preview.png', await renderPreview(rows));
    await writeSources(namedSources(sources), writer);
  });
  return { augmentation: { kind: 'augmentation', id: created.id }, transforms: augmentation.transforms.length };
}

function requireSame(fingerprint: Json | undefined, known: Json | undefined): void {
  if (known === undefined || JSON.stringify(fingerprint) === JSON.stringify(known)) return;
  throw new ArtifactError(
    'artifacts/module-changed',
    'A custom transform changed while augment was starting. Run it again.',
  );
}
