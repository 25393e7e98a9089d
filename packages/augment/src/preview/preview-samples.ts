import type { StageContext } from '@sightline/artifacts';
import {
  type Augmentation,
  type Box,
  type DecodeOptions,
  deriveSeed,
  RandomStream,
  type Sample,
  type Frame,
} from '@sightline/contracts';
import { type Dataset, loadPixels } from '@sightline/ingest';
import { needsOwnSize } from '../own-size.ts';
import type { PreviewSample } from './preview-rows.ts';

const MOST_ROWS = 10;
/** What the source of videos calls the frames of one: `<video>/<frame>.png`, or `<video>/<clip>/<frame>.png`. */
const FRAME_NAME = /^(?:\d{6}\/)?\d{6}\.png$/;

/** Which samples of a dataset to show. */
export interface PreviewChoice {
  /** What the samples are for: its transforms may need images at their own size, and its seed draws the samples. */
  augmentation: Augmentation;
  /** To what images are brought before they are augmented. */
  preprocess: DecodeOptions;
  /** How many; by default one a class, two where there are few classes, at most 10. */
  count?: number | undefined;
}

/**
 * Loads samples of the training split (of all, when the dataset is not split), as many of each class as can be. Frames that were taken of one clip of a video are one sample.
 * Boxes come with their images.
 *
 * @throws ArtifactError when a shard is missing or altered
 */
export async function previewSamples(
  dataset: Dataset,
  { augmentation: { transforms, seed }, preprocess, count }: PreviewChoice,
  context: Pick<StageContext, 'signal' | 'progress'>,
): Promise<PreviewSample[]> {
  const train = dataset.of('train');
  const clips = byClass(dataset.labels, train.length > 0 ? train : dataset.samples, seed);
  const usual = Math.min(MOST_ROWS, clips.length * (2 * clips.length <= MOST_ROWS ? 2 : 1));
  const frameOf = async (sample: Sample): Promise<Frame> => {
    const own = { width: sample.width, height: sample.height, channels: preprocess.channels, fit: 'stretch' } as const;
    const options = needsOwnSize(transforms) ? own : preprocess;
    const pixels = await loadPixels(dataset, [sample], options, context);
    const { width, height, channels } = options;
    return {
      image: { pixels, width, height, channels },
      ...(sample.boxes && { boxes: sample.boxes.map((box) => fitBox(box, sample, options)) }),
    };
  };
  return Promise.all(
    inTurns(clips)
      .slice(0, count ?? usual)
      .map(async ([first, ...rest]) => ({
        id: idOf(first),
        label: first.label,
        frames: [await frameOf(first), ...(await Promise.all(rest.map(frameOf)))] as const,
      })),
  );
}

type Clip = [Sample, ...Sample[]];

/** For each class its pictures and clips, shuffled. */
function byClass(labels: readonly string[], samples: readonly Sample[], seed: number): Clip[][] {
  const clips = new Map<string, Clip>();
  for (const sample of samples) {
    const clip = clips.get(idOf(sample));
    if (clip) clip.push(sample);
    else clips.set(idOf(sample), [sample]);
  }
  return labels.map((label) =>
    new RandomStream(deriveSeed(seed, 'preview', label)).shuffle(
      [...clips.values()].filter(([first]) => first.label === label),
    ),
  );
}

/** The first of each list, then the second of each, … */
function inTurns<Value>(lists: readonly (readonly Value[])[]): Value[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat();
}

/** Of the clip, for frames of a video. */
function idOf({ id, group }: Sample): string {
  const isFrame = group !== undefined && id.startsWith(`${group}/`) && FRAME_NAME.test(id.slice(group.length + 1));
  return isFrame ? id.slice(0, id.lastIndexOf('/')) : id;
}

/** Where a box of a sample is in its preprocessed image. */
function fitBox(box: Box, sample: Sample, { width, height, fit }: DecodeOptions): Box {
  if (fit === 'stretch') return box;
  const scales = [width / sample.width, height / sample.height];
  const scale = fit === 'contain' ? Math.min(...scales) : Math.max(...scales);
  const [across, down] = [(scale * sample.width) / width, (scale * sample.height) / height];
  return {
    ...box,
    x: 0.5 + (box.x - 0.5) * across,
    y: 0.5 + (box.y - 0.5) * down,
    width: box.width * across,
    height: box.height * down,
  };
}
