import type { Pipeline, Problem, Transform } from '@sightline/contracts';
import { error, warning } from './problem.ts';
import type { Survey } from './survey.ts';

/** What of a pipeline images must suit. */
export type WithImages = Pick<Pipeline, 'ingest' | 'preprocess' | 'augment'>;

/** What does not suit the images that were looked at. */
export function checkImages(seen: Survey, pipeline: WithImages): Problem[] {
  return [
    ...ofFiles(seen, pipeline),
    ...ofMedium(seen, pipeline),
    ...ofSizes(seen, pipeline),
    ...ofCrops(seen, pipeline),
  ];
}

function ofFiles({ looked, unusable }: Survey, { ingest: { maxQuarantinedFraction: allowed } }: WithImages): Problem[] {
  if (looked === 0 || unusable / looked <= allowed) return [];
  return [
    warning(
      'ingest.maxQuarantinedFraction',
      `${unusable} of the ${looked} images that were looked at cannot be read; ingest stops when more than ` +
        `${allowed * 100} % of the samples cannot be used. Remove or mend them, or allow more.`,
    ),
  ];
}

function ofMedium({ frames, sizes }: Survey, { preprocess }: WithImages): Problem[] {
  const isClip = preprocess.kind === 'clip';
  if (!frames && sizes && isClip)
    return [error('preprocess.kind', 'The samples are images, not clips. Leave out kind and frames in preprocess.')];
  if (!frames) return [];
  const { median, maximum } = frames;
  if (!isClip)
    return [
      error(
        'preprocess.kind',
        `The samples are clips of ${median} frames. Write preprocess: { kind: clip, frames: ${median}, … }.`,
      ),
    ];
  if (maximum >= preprocess.frames) return [];
  return [
    warning(
      'preprocess.frames',
      `The longest clip that was looked at has ${maximum} frames, ${preprocess.frames} are asked for: some are given ` +
        'twice.',
    ),
  ];
}

function ofSizes({ sizes, grey }: Survey, { preprocess: { width, height, channels } }: WithImages): Problem[] {
  if (!sizes) return [];
  const problems: Problem[] = [];
  if (sizes.width.maximum < width && sizes.height.maximum < height)
    problems.push(
      warning(
        'preprocess',
        `The largest image that was looked at has ${sizes.width.maximum}×${sizes.height.maximum} pixels (width × ` +
          `height): at ${width}×${height} all are enlarged, which costs time and adds nothing.`,
      ),
    );
  if (grey && channels === 3)
    problems.push(warning('preprocess.channels', 'All images that were looked at are grey: channels: 1 is enough.'));
  return problems;
}

/** What changes the size of an image before a later crop. */
const RESIZES: ReadonlySet<string | undefined> = new Set(['resize', 'pad', 'randomResizedCrop', 'crop']);

/** Training images are cropped at the size that they have, unless they are aligned first. */
function ofCrops({ sizes }: Survey, { augment, preprocess }: WithImages): Problem[] {
  if (!sizes || !augment.some(({ kind }) => kind === 'crop')) return [];
  const isAligned = 'align' in preprocess && preprocess.align !== undefined;
  const [width, height] = isAligned ? [alone(preprocess.width), alone(preprocess.height)] : [sizes.width, sizes.height];
  const place = augment.findIndex((transform) => resizes(transform));
  const first = augment[place];
  if (first?.kind !== 'crop') return [];
  const asked = { width: first.width ?? 1, height: first.height ?? 1 };
  if (asked.width <= width.minimum && asked.height <= height.minimum) return [];
  const isMost = asked.width > width.median || asked.height > height.median;
  const message =
    `Images that were looked at are only ${width.minimum} pixels wide and ${height.minimum} high: a crop of ` +
    `${first.width ?? 'all'}×${first.height ?? 'all'} (width × height) ends the training at one that is smaller than ` +
    'that. Crop less, put a resize or a pad before it, or crop by a fraction.';
  return [isMost ? error(`augment[${place}]`, message) : warning(`augment[${place}]`, message)];
}

function resizes(transform: Transform): boolean {
  return RESIZES.has(transform.kind) || ('transforms' in transform && transform.transforms.some(resizes));
}

const alone = (size: number) => ({ minimum: size, median: size });
