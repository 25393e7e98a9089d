import type { LoadedExport } from '@sightline/artifacts';
import {
  type CustomTransformSpec,
  didYouMean,
  type Json,
  type RandomStream,
  type RawImage,
} from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import type { Geometry } from '../geometry/geometry.ts';
import type { ImageSize } from '../image-size.ts';
import type { LookupTable } from '../lookup.ts';
import type { ColourMap, Noise } from '../fused/fused-step.ts';
import type { AnyDefinition } from '../transforms/definition.ts';

type AnySettings = Readonly<Record<string, Json>>;

/**
 * A custom transform, `augment: [{ module: ./transforms.ts, export: stripe, probability: 0.5 }]` in a spec: how its
 * parameters are drawn from its settings, and what they do to a picture. Parameters are drawn once for a sample: all
 * frames of a clip are changed alike. With `geometry`, boxes, keypoints and masks move with the pixels; with the
 * others they stay where they are. `frames` chooses the frames of a clip; a picture it leaves as it is.
 *
 * @example
 * export const stripe: CustomTransform<{ width: number }, { at: number; width: number }> = {
 *   draw: ({ width }, random) => ({ at: random.next(), width }),
 *   pixels({ at, width }, image) {
 *     const pixels = image.pixels.slice();
 *     const first = Math.floor(at * image.height);
 *     pixels.fill(0, first * image.width * image.channels, (first + width) * image.width * image.channels);
 *     return { ...image, pixels };
 *   },
 * };
 */
export type CustomTransform<Settings = AnySettings, Parameters = object> = {
  /** Draws from `random` alone, so that a seed, an epoch and a sample always give the same. Plain JSON. */
  draw(settings: Settings, random: RandomStream, size: ImageSize): Parameters;
} & (
  | { /** Moves pixels, and what is marked in them. */ geometry(parameters: Parameters, size: ImageSize): Geometry }
  | {
      /** Maps each pixel's colour linearly; `mean` is the image's mean colour. */
      colour(parameters: Parameters, channels: 1 | 3, mean: readonly number[]): ColourMap;
    }
  | { /** Maps each byte of every channel by a table of 256. */ lookup(parameters: Parameters): LookupTable }
  | { /** Adds Gaussian noise. */ noise(parameters: Parameters): Noise }
  | {
      /** Gives a new image of the same size; its argument it leaves as it is. */ pixels(
        parameters: Parameters,
        image: RawImage,
      ): RawImage;
    }
  | {
      /** Chooses the frames of a clip of `count`, at least 1, by their numbers from 0: as many as it likes, some. */
      frames(parameters: Parameters, count: number): number[];
    }
);

/** A custom transform with its parameters drawn: which export of which module. */
export interface CustomOperation {
  readonly kind: 'custom';
  readonly transform: string;
  readonly parameters: object;
}

/** The definitions that custom modules export, by {@link nameOf}. */
export type CustomTransforms = ReadonlyMap<string, AnyDefinition>;

/** None. */
export const NO_CUSTOM: CustomTransforms = new Map();

/** How a custom transform is called in operations. */
export function nameOf({ module, export: name }: Pick<CustomTransformSpec, 'module' | 'export'>): string {
  return `${module}#${name}`;
}

const EFFECTS = ['geometry', 'colour', 'lookup', 'noise', 'pixels', 'frames'] as const;

/**
 * The definition that an export is; what it throws names it.
 *
 * @throws AugmentError `augment/invalid-transform`
 */
export function customDefinition({ name, value, call }: LoadedExport): AnyDefinition {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const effects = EFFECTS.filter((effect) => typeof given[effect] === 'function');
  if (typeof given['draw'] !== 'function' || effects.length !== 1) throw notOne(name, given, effects);
  const [effect] = effects as [(typeof EFFECTS)[number]];
  const run =
    (method: string) =>
    (...given_: unknown[]) =>
      call(() => (given[method] as (...all: unknown[]) => unknown).apply(value, given_));
  const draw = ({ settings }: CustomTransformSpec, random: RandomStream, size: ImageSize) =>
    run('draw')(settings, random, size);
  const does = run(effect);
  if (effect === 'frames') {
    const frames = (parameters: object, count: number) => requireFrames(does(parameters, count), count, name);
    return { draw, frames } as unknown as AnyDefinition;
  }
  if (effect !== 'pixels') return { draw, [effect]: does } as unknown as AnyDefinition;
  const pixels = (parameters: object, image: RawImage) =>
    requireSameSize(does(parameters, withoutBuffer(image)), image, name);
  return { draw, pixels } as unknown as AnyDefinition;
}

/** `slice` of a Node Buffer does not copy: custom code would change the picture itself. */
function withoutBuffer(image: RawImage): RawImage {
  const { buffer, byteOffset, length } = image.pixels;
  return { ...image, pixels: new Uint8Array(buffer, byteOffset, length) };
}

function requireSameSize(result: unknown, { width, height, channels }: RawImage, name: string): RawImage {
  const image = (result ?? {}) as Partial<RawImage>;
  const isSame = image.width === width && image.height === height && image.channels === channels;
  if (isSame && image.pixels instanceof Uint8Array && image.pixels.length === width * height * channels) {
    return image as RawImage;
  }
  const size = `${image.height}×${image.width}×${image.channels} with ${image.pixels?.length ?? 'no'} bytes`;
  throw new AugmentError(
    'augment/invalid-transform',
    `${name} gave ${result === undefined ? 'nothing' : `an image of ${size}`} for one of ` +
      `${height}×${width}×${channels}. Return { ...image, pixels } with a Uint8Array of as many bytes; what changes ` +
      'the size is a geometry.',
  );
}

function requireFrames(chosen: unknown, count: number, name: string): number[] {
  const isFrame = (place: unknown) => Number.isInteger(place) && (place as number) >= 0 && (place as number) < count;
  if (Array.isArray(chosen) && chosen.length > 0 && chosen.every(isFrame)) return chosen;
  throw new AugmentError(
    'augment/invalid-transform',
    `${name} chose ${JSON.stringify(chosen) ?? 'nothing'} of ${count} frames. Return a list of whole numbers from 0 ` +
      `to ${count - 1}, at least one.`,
  );
}

function notOne(name: string, given: Record<string, unknown>, effects: readonly string[]): AugmentError {
  const allowed = ['draw', ...EFFECTS];
  const unknown = Object.keys(given).find((key) => !allowed.includes(key));
  const found =
    effects.length > 1
      ? `does several things: ${effects.join(', ')}`
      : `is not a transform${unknown === undefined ? '' : `; it has "${unknown}"`}`;
  return new AugmentError(
    'augment/invalid-transform',
    `${name} ${found}.${unknown === undefined ? '' : didYouMean(unknown, allowed, '')} Export { draw(settings, ` +
      `random, size) {…} } and one of ${EFFECTS.join(', ')}.`,
  );
}
