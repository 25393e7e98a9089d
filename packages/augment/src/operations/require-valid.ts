import { customTransformsOf, didYouMean, exportName, type Frame, type Transform } from '@sightline/contracts';
import { type CustomTransforms, nameOf, NO_CUSTOM } from '../custom/custom-transform.ts';
import { AugmentError } from '../errors.ts';

/** Fractions beyond this are not near an image: pixels, most likely. */
const FARTHEST_FRACTION = 3;

/**
 * @throws AugmentError when pixels are not bytes, an image or a mask has not the pixels that its size says, or boxes or
 * keypoints are not fractions of the image's size
 */
export function requireWhole({ image, mask, boxes = [], keypoints = [] }: Frame): void {
  for (const { pixels, width, height, channels } of mask ? [image, mask] : [image]) {
    requireBytes(pixels);
    if (pixels.length === width * height * channels) continue;
    throw new AugmentError(
      'augment/wrong-size',
      `Received ${pixels.length} bytes of pixels for an image of ${height}×${width}×${channels}. Pass exactly ` +
        `${width * height * channels}.`,
    );
  }
  if (mask && (mask.width !== image.width || mask.height !== image.height || mask.channels !== 1)) {
    throw new AugmentError(
      'augment/wrong-size',
      `Received a mask of ${mask.height}×${mask.width}×${mask.channels} for an image of ` +
        `${image.height}×${image.width}. Pass one class number per pixel: ${image.height}×${image.width}×1.`,
    );
  }
  for (const { label, ...numbers } of [...boxes, ...keypoints]) {
    if (Object.values(numbers).every((number) => Math.abs(number) <= FARTHEST_FRACTION)) continue;
    throw new AugmentError(
      'augment/invalid-annotations',
      `Received "${label}" at ${JSON.stringify(numbers)}. Boxes and keypoints are fractions of the image's width and ` +
        `height, 0 to 1 inside it: divide pixels by ${image.width} and ${image.height}.`,
    );
  }
}

/**
 * Other numbers would be taken for bytes: those of 0 to 1 would all be black.
 *
 * @throws AugmentError `augment/wrong-size`
 */
export function requireBytes(pixels: unknown): void {
  const type = Object.prototype.toString.call(pixels).slice('[object '.length, -1);
  if (type === 'Uint8Array' || type === 'Uint8ClampedArray') return;
  throw new AugmentError(
    'augment/wrong-size',
    `Received pixels of type ${type}. Allowed: a Uint8Array of 0 to 255. Convert fractions from 0 to 1 with ` +
      'Uint8Array.from(pixels, (fraction) => Math.round(fraction * 255)), 16-bit values with (value) => value / 257.',
  );
}

/**
 * @throws AugmentError `augment/wrong-size` when a clip has no frames, or frames of several sizes;
 * and as {@link requireWhole}
 */
export function requireClip(frames: readonly Frame[]): void {
  const sizes = new Set(frames.map(({ image: { width, height, channels } }) => `${height}×${width}×${channels}`));
  if (sizes.size !== 1) {
    throw new AugmentError(
      'augment/wrong-size',
      `Received a clip of ${frames.length} frames of ${sizes.size > 0 ? [...sizes].join(', ') : 'no size'}. Pass ` +
        'at least one frame, all of the same size.',
    );
  }
  for (const frame of frames) requireWhole(frame);
}

interface StoredOperation {
  kind?: string;
  transform?: string;
  chains?: readonly (readonly StoredOperation[])[];
}

/**
 * @throws AugmentError when stored operations, or those of their chains, name a kind that does not exist
 */
export function requireKnown(
  operations: readonly StoredOperation[],
  known: object,
  custom: CustomTransforms = NO_CUSTOM,
): void {
  for (const { kind = '', chains = [], transform = '' } of operations) {
    for (const chain of chains) requireKnown(chain, known);
    if (Object.hasOwn(known, kind) || (kind === 'custom' && custom.has(transform))) continue;
    const kinds = Object.keys(known);
    throw new AugmentError(
      'augment/unknown-operation',
      `Received an operation of kind "${kind}".${didYouMean(kind, kinds)} Allowed: ${kinds.join(', ')}.`,
    );
  }
}

/** @throws AugmentError `augment/invalid-transform` where the module of a custom transform was not loaded */
export function requireLoaded(transforms: readonly Transform[], custom: CustomTransforms): void {
  const missing = customTransformsOf(transforms).find((transform) => !custom.has(nameOf(transform)));
  if (!missing) return;
  throw new AugmentError(
    'augment/invalid-transform',
    `${exportName(missing)} is a custom transform that was not loaded. Give createAugmenter its definition: ` +
      '{ custom: await loadTransforms(transforms, await readTransformSources(transforms)) }.',
  );
}
