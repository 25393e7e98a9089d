import {
  exportName,
  jsonSchema,
  customTransformsOf,
  type Frame,
  type RawImage,
  type Transform,
} from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import { AugmentError } from '../errors.ts';
import type { ImageSize } from '../image-size.ts';
import { loadTransforms } from './load-transforms.ts';
import { readTransformSources } from './transform-sources.ts';

const EPOCHS = 5;
/** Of clips, in frames. */
const LENGTHS = [1, 2, 16];

/**
 * Draws and applies each custom transform among some, to a picture of that size with a box, a keypoint and a mask, and
 * to clips.
 *
 * @returns what was tried: `stripe of transforms.ts`
 * @throws ArtifactError for what a module throws; AugmentError `augment/invalid-transform` for one that draws what is
 * not JSON, draws or does something else the second time, or changes the picture that it is given
 */
export async function tryTransforms(transforms: readonly Transform[], size: ImageSize): Promise<string[]> {
  const sources = await readTransformSources(transforms);
  const custom = await loadTransforms(transforms, sources);
  for (const transform of customTransformsOf(transforms)) {
    const name = exportName(transform);
    const augmentation = { transforms: [{ ...transform, probability: 1 }], seed: 1 };
    const augmenter = createAugmenter(augmentation, { custom });
    for (let epoch = 1; epoch <= EPOCHS; epoch++) {
      const key = { epoch, id: 'stand-in' };
      const operations = augmenter.draw(key, size);
      const [{ parameters }] = operations as unknown as [{ parameters: unknown }];
      if (!jsonSchema.safeParse(parameters).success) {
        throw refused(name, 'drew parameters that are not JSON', 'Return an object of numbers, texts, lists from draw');
      }
      if (JSON.stringify(augmenter.draw(key, size)) !== JSON.stringify(operations)) {
        throw refused(name, 'drew other parameters from the same seed', 'Draw from `random` alone, not Math.random');
      }
      const frame = frameOf(size);
      const [one, other] = [augmenter.apply(frame, operations), augmenter.apply(frame, operations)];
      if (!isSame(frame, frameOf(size))) {
        throw refused(name, 'changed the picture that it was given', 'Change a copy: image.pixels.slice()');
      }
      const chosen = () => JSON.stringify(LENGTHS.map((count) => augmenter.framesOf(operations, count)));
      if (!isSame(one, other) || chosen() !== chosen()) {
        throw refused(name, 'did something else the second time', 'Draw all that is random in draw');
      }
    }
  }
  return customTransformsOf(transforms).map(exportName);
}

function frameOf({ width, height, channels }: ImageSize): Frame {
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, place) => (place * 37) % 256);
  const mask: RawImage = { width, height, channels: 1, pixels: new Uint8Array(width * height).fill(1) };
  return {
    image: { width, height, channels, pixels },
    mask,
    boxes: [{ label: 'a', x: 0.25, y: 0.25, width: 0.5, height: 0.5 }],
    keypoints: [{ label: 'b', x: 0.5, y: 0.5 }],
  };
}

function isSame(one: Frame, other: Frame): boolean {
  const textOf = ({ image, mask, ...annotations }: Frame) =>
    JSON.stringify([
      annotations,
      image.width,
      image.height,
      Buffer.from(image.pixels).toString('base64'),
      mask?.pixels.length,
    ]);
  return textOf(one) === textOf(other);
}

function refused(name: string, what: string, mended: string): AugmentError {
  return new AugmentError('augment/invalid-transform', `${name} ${what}. ${mended}.`);
}
