import { augmentationSchema, deriveSeed, parse, RandomStream, type Augmentation } from '@sightline/contracts';
import { compose, IDENTITY, type Affine } from './affine.ts';
import { AugmentError } from './errors.ts';
import { addGaussianNoise } from './noise.ts';
import { drawOperations, type Operation } from './operation.ts';
import { createCanvas, load, warp, type ImageSize } from './warp.ts';

/** What a draw depends on, beside the augmentation's seed. */
export interface DrawKey {
  epoch: number;
  /** The sample's id. */
  id: string;
}

/** Augments images of one size. Drawing and applying are apart, so that one draw can be applied to several images of the same sample. */
export interface Augmenter {
  /** The operations for a sample in an epoch: a function of (seed, epoch, id) alone. */
  draw(key: DrawKey): Operation[];
  /** Applies `operations` to `pixels` (`[height, width, channels]`, 0 to 255) and writes floats in [0, 1] to `target` from `offset` on. */
  transform(pixels: Uint8Array, operations: readonly Operation[], target: Float32Array, offset: number): void;
  /** Draws, then transforms. */
  apply(pixels: Uint8Array, key: DrawKey, target: Float32Array, offset: number): void;
}

/**
 * Makes an augmenter for images of `size`. The transforms apply in the listed order, and each (seed, epoch, id) always gives the same bytes,
 * whatever the order or the batch in which samples come.
 *
 * @throws ContractError when the augmentation does not fit its schema
 * @throws AugmentError `augment/wrong-size`, from `transform` and `apply`, when the pixels are not of that size or the target has no room
 *
 * @example
 * const augmenter = createAugmenter({ transforms: [{ kind: 'rotate', degrees: 10 }], seed: 7 }, { width: 28, height: 28, channels: 1 });
 * augmenter.apply(pixels, { epoch: 0, id: 'seven/0001.png' }, batch, 0);
 */
export function createAugmenter(augmentation: Augmentation, size: ImageSize): Augmenter {
  const { transforms, seed } = parse(augmentationSchema, augmentation, 'the augmentation');
  const canvas = createCanvas(size);
  const length = size.width * size.height * size.channels;

  function draw({ epoch, id }: DrawKey): Operation[] {
    return drawOperations(transforms, new RandomStream(deriveSeed(seed, 'augment', epoch, id)), size);
  }

  function transform(pixels: Uint8Array, operations: readonly Operation[], target: Float32Array, offset: number): void {
    if (pixels.length !== length || offset < 0 || offset + length > target.length) {
      throw new AugmentError(
        'augment/wrong-size',
        `received ${pixels.length} bytes of pixels and a target of ${target.length} floats to fill from ${offset} on, ` +
          `for images of ${size.height}×${size.width}×${size.channels}. ` +
          `Pass exactly ${length} bytes, and a target with room for as many floats.`,
      );
    }
    const output = target.subarray(offset, offset + length);
    for (const [index, pass] of fuse(operations).entries()) {
      if (index === 0) load(canvas, pixels, 1 / 255);
      else load(canvas, output, 1);
      warp(canvas, pass.matrix, output);
      for (const noise of pass.noises) addGaussianNoise(output, noise.sigma, noise.seed);
    }
  }

  return {
    draw,
    transform,
    apply: (pixels, key, target, offset) => transform(pixels, draw(key), target, offset),
  };
}

/** One walk over the output pixels: a geometric transform, then any noise. */
interface Pass {
  matrix: Affine;
  noises: Extract<Operation, { kind: 'noise' }>[];
}

/** Fuses operations into passes: consecutive geometric ones become one matrix; one that follows noise begins a new pass. */
function fuse(operations: readonly Operation[]): Pass[] {
  let pass: Pass = { matrix: IDENTITY, noises: [] };
  const passes = [pass];
  for (const operation of operations) {
    if (operation.kind === 'noise') {
      pass.noises.push(operation);
    } else if (pass.noises.length === 0) {
      pass.matrix = compose(pass.matrix, operation.matrix);
    } else {
      pass = { matrix: operation.matrix, noises: [] };
      passes.push(pass);
    }
  }
  return passes;
}
