import { basename, extname } from 'node:path';
import {
  type ArtifactRef,
  type Augmentation,
  type AugmentInput,
  parseAugmentation,
  parsePipeline,
  type PreprocessSpec,
  stageInputs,
  type StageOutputs,
} from '@sightline/contracts';
import { type Dataset, openDataset } from '@sightline/ingest';
import { readSpec } from '../arguments/read-spec.ts';
import { runUntil } from './run-until.ts';
import type { StagesInTerminal } from './stages-in-terminal.ts';

type DatasetRef = ArtifactRef & { kind: 'dataset' };

const LARGEST_SIDE = 256;

/** A dataset and what augments it. */
export interface AugmentedData {
  name: string;
  ref: DatasetRef;
  dataset: Dataset;
  /** The size to which its images are resized before they are augmented. */
  preprocess: PreprocessSpec;
  augmentation: Augmentation;
  /** The summaries of the stages that ran. */
  outputs: Record<string, unknown>;
}

/**
 * The dataset to augment and its augmentation: what a pipeline makes of its source, or the dataset given with the
 * transforms of a file.
 *
 * @param file a pipeline; a list of transforms will do where the dataset is given
 * @throws ContractError when the file cannot be read or does not fit; ArtifactError when there is no such dataset; what
 * the stages throw
 */
export async function augmentedData(
  file: string,
  given: DatasetRef | undefined,
  stages: StagesInTerminal,
): Promise<AugmentedData> {
  const text = await readSpec(file, given ? 'list of transforms' : 'pipeline');
  const { name, outputs, input } = given ? fromDataset(text, file, given) : await fromPipeline(text, file, stages);
  const { dataset: ref, preprocess: wanted, ...augmentation } = input;
  const dataset = await openDataset(stages.context.artifacts, ref);
  const preprocess = wanted ?? asTheyAre(dataset);
  const augmented = await stages.run('augment', { ...input, preprocess });
  return { name, ref, dataset, preprocess, augmentation, outputs: { ...outputs, ...augmented } };
}

/** What augments a dataset; its own size is taken where none is given. */
interface Made extends Pick<AugmentedData, 'name' | 'outputs'> {
  input: Omit<AugmentInput, 'preprocess'> & Partial<Pick<AugmentInput, 'preprocess'>>;
}

function fromDataset(text: string, file: string, dataset: DatasetRef): Made {
  const { augmentation, ...preprocess } = parseAugmentation(text, file);
  return { name: basename(file, extname(file)), outputs: {}, input: { dataset, ...augmentation, ...preprocess } };
}

/** Runs a pipeline up to its split. */
async function fromPipeline(text: string, file: string, stages: StagesInTerminal): Promise<Made> {
  const pipeline = parsePipeline(text, file);
  const { scrub, split } = (await runUntil(pipeline, 'split', stages)) as Pick<StageOutputs, 'scrub' | 'split'>;
  const { dataset: _, ...outputs } = split;
  return {
    name: pipeline.name,
    outputs: { ...outputs, findings: scrub.findings },
    input: stageInputs(pipeline).augment({ split }),
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
