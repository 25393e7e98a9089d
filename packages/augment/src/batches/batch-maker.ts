import type {
  AnnotatedSample,
  Augmentation,
  AugmentationOptions,
  Frame,
  FrameAnnotations,
  Preprocess,
  RawImage,
  TaskFile,
} from '@sightline/contracts';
import { openPixels } from '@sightline/ingest';
import { type OpenTask, openTask } from '@sightline/tasks';
import type { CustomTransforms } from '../custom/custom-transform.ts';
import type { TransformSources } from '../custom/transform-sources.ts';
import { createAugmenter, type DrawKey } from '../augmenter.ts';
import type { Constituent, Example } from '../example.ts';
import { framesOf, readTrainingFrame, type TrainingImages } from './training-images.ts';

/** What batches are made of, and how. */
export interface BatchRecipe {
  readonly images: TrainingImages;
  readonly augmentation: Augmentation;
  /** Of custom transforms, where there are any. */
  readonly sources?: TransformSources;
  /**
   * The model's input: the size that augmented images are resized to, how many frames of a clip, and the normalisation.
   */
  readonly preprocess: Preprocess;
  /** Whose targets batches have; none when left out. */
  readonly task?: TaskFile;
}

/**
 * A batch: its images, `[rows, height, width, channels]` (of clips `[rows, frames, …]`), augmented and normalised, and
 * the targets of each output of the task.
 */
export interface MadeBatch {
  inputs: Float32Array<ArrayBuffer>;
  targets: Readonly<Record<string, TargetArray>>;
}

type TargetArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Makes batches in the calling thread. */
export interface BatchMaker {
  /**
   * The samples of these numbers as the given epoch sees them.
   *
   * @param repeats how often each of them came before in this epoch; 0 when left out
   */
  make(rows: readonly number[], epoch: number, repeats?: readonly number[]): Promise<MadeBatch>;
}

/** What targets are written of: annotations are where the pixels are. */
interface Written {
  frames: readonly FrameAnnotations[];
  of: readonly Constituent<AnnotatedSample>[];
}

/**
 * @param recipe.custom what its sources define
 * @param read reads one of the frames
 */
export function createBatchMaker(
  { images, augmentation, preprocess, task: file, custom }: BatchRecipe & { readonly custom?: CustomTransforms },
  read = readTrainingFrame,
): BatchMaker {
  const { samples } = images;
  const { width, height, channels, fit } = preprocess;
  const transforms: AugmentationOptions['transforms'] = [
    ...augmentation.transforms,
    { kind: 'resize', width, height, fit },
  ];
  const { size } = openPixels(preprocess);
  const length = width * height * channels;
  const options = { normalization: preprocess, frames: size / length, custom };
  const augmenter = createAugmenter({ ...augmentation, transforms }, options);
  const asItIs = createAugmenter({ transforms: [], seed: 0 }, options);
  const task = file && openTask(file, { mixed: (augmentation.mix ?? []).length > 0 });
  const keyOf = (index: number, epoch: number, repeat = 0) => ({ epoch, id: sampleAt(index).id, repeat });
  const sampleAt = (index: number) => samples[index] as AnnotatedSample;

  /** Gives each frame of a sample that an epoch shows to `use`, one after the other, with what is drawn for it. */
  async function eachFrame<Result>(
    index: number,
    key: DrawKey,
    use: (frame: Frame, operations: ReturnType<typeof augmenter.draw>, place: number) => Result,
  ): Promise<Result[]> {
    const { count, size: native } = framesOf(images, index);
    const operations = augmenter.draw(key, native);
    const annotations = annotationsOf(sampleAt(index));
    const known = new Map<number, RawImage>();
    const results: Result[] = [];
    for (const frame of augmenter.framesOf(operations, count)) {
      const image = known.get(frame) ?? (await read(images, index, frame));
      known.set(frame, image);
      results.push(use({ image, ...annotations }, operations, results.length));
    }
    return results;
  }

  async function augmented(index: number, key: DrawKey): Promise<Example<AnnotatedSample>> {
    const frames = await eachFrame(index, key, (frame, operations) => augmenter.apply(frame, operations));
    return { frames, of: whole(sampleAt(index)) };
  }

  async function write(index: number, key: DrawKey, inputs: Float32Array, offset: number): Promise<Written> {
    const mixing = augmenter.drawMix(key, samples.length);
    if (mixing.length === 0) {
      const frames = await eachFrame(index, key, (frame, operations, place) =>
        augmenter.write(frame, operations, inputs, offset + place * length),
      );
      return { frames, of: whole(sampleAt(index)) };
    }
    // Partners are as this epoch sees them first, unmixed: a sample depends on them, not on what else is in the batch.
    const partners = new Map<number, Example<AnnotatedSample>>();
    for (const partner of mixing.flatMap(({ partners: numbers }) => numbers)) {
      partners.set(partner, partners.get(partner) ?? (await augmented(partner, keyOf(partner, key.epoch))));
    }
    const partnerOf = (partner: number) => partners.get(partner) as Example<AnnotatedSample>;
    const { frames, of } = augmenter.mix(await augmented(index, key), mixing, partnerOf);
    for (const [place, frame] of frames.entries()) asItIs.write(frame, [], inputs, offset + place * length);
    return { frames, of };
  }

  return {
    async make(rows, epoch, repeats = []) {
      const inputs = new Float32Array(rows.length * size);
      const targets = targetsFor(task, rows.length);
      for (const [row, index] of rows.entries()) {
        const written = await write(index, keyOf(index, epoch, repeats[row]), inputs, row * size);
        task?.encode(written, targets, row);
      }
      return { inputs, targets };
    },
  };
}

function whole(sample: AnnotatedSample): Constituent<AnnotatedSample>[] {
  return [{ sample, fraction: 1 }];
}

function annotationsOf({ boxes }: AnnotatedSample): FrameAnnotations {
  return boxes ? { boxes } : {};
}

function targetsFor(task: Pick<OpenTask, 'targets'> | undefined, rows: number): Record<string, TargetArray> {
  const entries = Object.entries(task?.targets ?? {}).map(([output, { dtype, shape }]) => {
    const length = shape.reduce((product, side) => product * side, rows);
    return [output, dtype === 'int32' ? new Int32Array(length) : new Float32Array(length)] as const;
  });
  return Object.fromEntries(entries);
}
