import { basename, extname } from 'node:path';
import { augmentStage } from '@sightline/augment';
import {
  type ArtifactRef,
  type Augmentation,
  parseAugmentation,
  parsePipeline,
  type PreprocessSpec,
} from '@sightline/contracts';
import { summaries } from '@sightline/contracts/stages';
import { type Dataset, ingestStage, openDataset, scrubStage, splitStage } from '@sightline/ingest';
import { readSpec } from './read-spec.ts';
import type { StagesInTerminal } from './stages-in-terminal.ts';

type DatasetRef = ArtifactRef & { kind: 'dataset' };

const LARGEST_SIDE = 256;

/** A dataset and what augments it. */
export interface AugmentedData {
  name: string;
  ref: DatasetRef;
  dataset: Dataset;
  /** To what its images are brought before they are augmented. */
  preprocess: PreprocessSpec;
  augmentation: Augmentation;
  /** What the stages brought that ran. */
  outputs: Record<string, unknown>;
}

/**
 * The dataset to augment and its augmentation: what a pipeline makes of its source, or the dataset given with the transforms of a file.
 *
 * @param file a pipeline; a list of transforms will do where the dataset is given
 * @throws ContractError when the file cannot be read or does not fit; ArtifactError when there is no such dataset; what the stages throw
 */
export async function augmentedData(
  file: string,
  given: DatasetRef | undefined,
  stages: StagesInTerminal,
): Promise<AugmentedData> {
  const text = await readSpec(file, given ? 'list of transforms' : 'pipeline');
  const { preprocess: wanted, ...made } = given
    ? fromDataset(text, file, given)
    : await fromPipeline(text, file, stages);
  const dataset = await openDataset(stages.context.artifacts, made.ref);
  const preprocess = wanted ?? asTheyAre(dataset);
  const input = { dataset: made.ref, preprocess, ...made.augmentation };
  const augmented = await stages.run(augmentStage, input, summaries.augment);
  return { ...made, dataset, preprocess, outputs: { ...made.outputs, ...augmented } };
}

/** What a dataset and its augmentation were made of; the preprocessing is that of a pipeline. */
type Made = Omit<AugmentedData, 'dataset' | 'preprocess'> & { preprocess?: PreprocessSpec };

function fromDataset(text: string, file: string, ref: DatasetRef): Made {
  return { name: basename(file, extname(file)), ref, ...parseAugmentation(text, file), outputs: {} };
}

/** Runs a pipeline up to its split. */
async function fromPipeline(text: string, file: string, stages: StagesInTerminal): Promise<Made> {
  const { name, seed, augment: transforms, mix, boxes, preprocess, ...pipeline } = parsePipeline(text, file);
  const ingested = await stages.run(ingestStage, pipeline.ingest, summaries.ingest);
  const toScrub = { dataset: ingested.dataset, policy: pipeline.scrub, predictions: [] };
  const scrubbed = await stages.run(scrubStage, toScrub, summaries.scrub);
  const { dataset: ref, ...outputs } = await stages.run(
    splitStage,
    { dataset: scrubbed.dataset, split: pipeline.split, seed },
    summaries.split,
  );
  return {
    name,
    ref,
    augmentation: { transforms, ...(mix && { mix }), ...(boxes && { boxes }), seed },
    preprocess,
    outputs: { ...outputs, findings: scrubbed.findings },
  };
}

/** Images at the size they have where all have one, else in a square that holds them. */
function asTheyAre({ statistics: { width, height } }: Dataset): PreprocessSpec {
  const isOneSize = width.minimum === width.maximum && height.minimum === height.maximum;
  const side = Math.min(LARGEST_SIDE, Math.max(width.maximum, height.maximum));
  if (!isOneSize) return { width: side, height: side, channels: 3, fit: 'contain' };
  const scale = side / Math.max(width.maximum, height.maximum);
  return {
    width: Math.max(1, Math.round(width.maximum * scale)),
    height: Math.max(1, Math.round(height.maximum * scale)),
    channels: 3,
    fit: 'stretch',
  };
}
