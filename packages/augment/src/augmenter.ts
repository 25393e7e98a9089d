import {
  augmentationSchema,
  deriveSeed,
  mixSeed,
  parse,
  type AugmentationOptions,
  type RawImage,
  type Frame,
  type FrameAnnotations,
} from '@sightline/contracts';
import { evenlySpaced } from '@sightline/ingest';
import { applyToFrame, framesAfter, writeFrame } from './operations/apply.ts';
import { drawOperations } from './operations/draw.ts';
import { type CustomTransforms, NO_CUSTOM } from './custom/custom-transform.ts';
import type { Example } from './example.ts';
import type { ImageSize } from './image-size.ts';
import { applyMixing, drawMixing } from './mixing/mix.ts';
import { mixers, type MixOperation } from './mixing/mixers.ts';
import type { Normalization } from './fused/finishing.ts';
import { instanceOver, type SharedMemory } from './fused/wasm-instance.ts';
import { requireClip, requireKnown, requireLoaded, requireWhole } from './operations/require-valid.ts';
import type { Operation } from './operations/operation.ts';
import { transforms } from './transforms/transforms.ts';

/** What a draw depends on, beside the augmentation's seed and the image's size. */
export interface DrawKey {
  epoch: number;
  /** The sample's id. */
  id: string;
  /** How often the sample came before in this epoch, where a sampler repeats samples; 0 when left out. */
  repeat?: number;
}

/**
 * Augments samples. Drawing and applying are apart: one draw is applied to an image, to all frames of a clip, to boxes,
 * keypoints and masks alike.
 */
export interface Augmenter {
  /**
   * The operations for a sample in an epoch: a function of (seed, key) and the image's size alone. Plain JSON, to store
   * or to show.
   */
  draw(key: DrawKey, size: ImageSize): Operation[];
  /** Applies operations to a picture and what is marked in it. Its argument stays as it is. */
  apply(frame: Frame, operations: readonly Operation[]): Frame;
  /**
   * Applies operations to a clip whose frames all have one size:
   * temporal ones choose frames, the others change each alike.
   */
  applyToClip(frames: readonly Frame[], operations: readonly Operation[]): Frame[];
  /**
   * Which frames of a clip of `count` are shown, in their order: those that temporal operations choose, and of these as
   * many as `frames` of the options says.
   */
  framesOf(operations: readonly Operation[], count: number): number[];
  /**
   * Applies operations to a frame and writes `[height, width, channels]` floats in [0, 1] to `target` from `offset` on.
   *
   * @returns its annotations, where they then are
   */
  write(frame: Frame, operations: readonly Operation[], target: Float32Array, offset: number): FrameAnnotations;
  /**
   * Draws for an image, applies, and writes `[height, width, channels]` floats in [0, 1] to `target` from `offset` on:
   * a place in a batch, usually.
   */
  writeInto(image: RawImage, key: DrawKey, target: Float32Array, offset: number): void;
  /**
   * How a sample of a split of `count` is mixed in an epoch, and with which others, by their numbers from 0 on: a
   * function of (seed, key) and `count` alone, so not of the batch. Plain JSON.
   */
  drawMix(key: DrawKey, count: number): MixOperation[];
  /**
   * Mixes an example, already augmented, with those whose numbers were drawn, as `partnerOf` returns them: each
   * augmented by its own draw, of the same size and with as many frames.
   */
  mix<Sample>(
    example: Example<Sample>,
    operations: readonly MixOperation[],
    partnerOf: (number: number) => Example<Sample>,
  ): Example<Sample>;
}

/** What concerns how an augmenter writes, not what it draws. */
export interface AugmenterOptions {
  /**
   * Done last to what `writeInto` writes: `(x - mean) / std`, one of each a channel. Nothing, when left out or empty.
   */
  normalization?: Normalization | undefined;
  /**
   * Memory to work in; its own, when left out. Images and targets that lie in it, except in its first 64 bytes,
   * are read and written in place, others are copied: so a batch that another thread sees can be made without a
   * copy. Its room is what the memory grows by; what was there before is the caller's, and views of it stay good.
   * Each thread may use the same one.
   */
  memory?: SharedMemory | undefined;
  /**
   * How many frames a clip is given by, evenly spaced over those that temporal transforms leave;
   * by default all of them.
   */
  frames?: number | undefined;
  /** What the modules of custom transforms define; all that the augmentation names must be there. */
  custom?: CustomTransforms | undefined;
}

/**
 * Makes an augmenter. Transforms apply in the listed order, and each seed and {@link DrawKey} always give the same
 * bytes, whatever the order, the batch or the thread in which samples come.
 *
 * @throws ContractError when the augmentation does not fit its schema
 * @throws AugmentError, from all that apply: `augment/wrong-size` when an image has not as many pixels as its size
 * says, a mask is of another size, the frames of a clip are of several sizes or none, or the target has no room;
 * `augment/invalid-annotations` when boxes or keypoints are not fractions of the image; `augment/unknown-operation`
 * when stored operations name none
 *
 * @example
 * const augmenter = createAugmenter({ transforms: [{ kind: 'rotate', degrees: 10 }], seed: 7 });
 * const operations = augmenter.draw({ epoch: 0, id: 'seven/0001.png' }, image);
 * const { image: turned, boxes } = augmenter.apply({ image, boxes: [box] }, operations);
 */
export function createAugmenter(augmentation: AugmentationOptions, options: AugmenterOptions = {}): Augmenter {
  const { transforms: list, seed, boxes, mix = [] } = parse(augmentationSchema, augmentation, 'the augmentation');
  const wasm = instanceOver(options.memory);
  const { custom = NO_CUSTOM } = options;
  requireLoaded(list, custom);
  const applying = { minVisibility: boxes?.minVisibility, custom };
  let current = { epoch: NaN, seed: 0 };

  function seedOf({ epoch, id, repeat = 0 }: DrawKey): number {
    if (current.epoch !== epoch) current = { epoch, seed: deriveSeed(seed, 'augment', epoch) };
    const first = mixSeed(current.seed, id);
    return repeat === 0 ? first : mixSeed(first, `repeat ${repeat}`);
  }

  function draw(key: DrawKey, size: ImageSize): Operation[] {
    return drawOperations(list, seedOf(key), size, custom);
  }

  function framesOf(operations: readonly Operation[], count: number): number[] {
    const left = framesAfter(operations, count, custom);
    const { frames } = options;
    return frames === undefined ? left : evenlySpaced(left.length, frames).map((place) => left[place] as number);
  }

  function write(frame: Frame, operations: readonly Operation[], values: Float32Array, offset: number) {
    requireWhole(frame);
    const target = { values, offset, normalization: options.normalization };
    return writeFrame(frame, operations, target, { wasm, ...applying });
  }

  return {
    draw,
    apply(frame, operations) {
      requireWhole(frame);
      requireKnown(operations, transforms, custom);
      return applyToFrame(frame, operations, applying);
    },
    applyToClip(frames, operations) {
      requireClip(frames);
      requireKnown(operations, transforms, custom);
      return framesOf(operations, frames.length).map((place) =>
        applyToFrame(frames[place] as Frame, operations, applying),
      );
    },
    framesOf,
    write,
    writeInto(image, key, target, offset) {
      write({ image }, draw(key, image), target, offset);
    },
    // A separate stream: what is mixed must not correlate with what is drawn for the picture.
    drawMix: (key, count) => drawMixing(mix, mixSeed(seedOf(key), 'mix'), count),
    mix(example, operations, partnerOf) {
      requireKnown(operations, mixers);
      return applyMixing(example, operations, { partnerOf, minVisibility: boxes?.minVisibility });
    },
  };
}
