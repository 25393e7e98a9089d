import type { RandomStream, SimpleTransform, Transform, RawImage } from '@sightline/contracts';
import type { ImageSize } from '../image-size.ts';
import type { Geometry } from '../geometry/geometry.ts';
import type { LookupTable } from '../lookup.ts';
import type { ColourMap, Noise } from '../fused/fused-step.ts';

/** An `Operation`, as far as can be said where the types of operations are made. */
interface DrawnOperation {
  kind: string;
}

/**
 * The image, mixed with what chains of operations make of it: `(1 - mix) · image + mix · Σ weight · chain(image)`; the
 * weights sum to 1.
 */
export interface Mixture {
  chains: readonly (readonly DrawnOperation[])[];
  weights: readonly number[];
  mix: number;
}

/** What a transform with its parameters drawn does: one of these. */
type Effect<Parameters> =
  /** Moves pixels, and with them boxes, keypoints and masks. */
  | { geometry(parameters: Parameters, size: ImageSize): Geometry }
  /** Maps each pixel's colour linearly; `mean` is the image's mean colour. */
  | { colour(parameters: Parameters, channels: 1 | 3, mean: readonly number[]): ColourMap }
  /** Maps each byte of every channel by a table. */
  | { lookup(parameters: Parameters): LookupTable }
  /** Adds Gaussian noise. */
  | { noise(parameters: Parameters): Noise }
  /** Mixes the image with what chains of operations make of it. */
  | { mixture(parameters: Parameters): Mixture }
  /** Gives a new image of the same size; its argument it leaves as it is. */
  | { pixels(parameters: Parameters, image: RawImage): RawImage }
  /** Chooses the frames of a clip of `count`, by their numbers; at least one. */
  | { frames(parameters: Parameters, count: number): number[] };

/** How a kind of transform draws its parameters from its settings, and what it does with them. */
export type Definition<Settings, Parameters> = {
  /**
   * Draws from `random` alone. Parameters are plain JSON: they can be stored, and applied again. `drawAll` draws the
   * operations of other transforms from a separate seed.
   */
  draw(
    settings: Settings,
    random: RandomStream,
    size: ImageSize,
    drawAll: (list: readonly Transform[], seed: number) => DrawnOperation[],
  ): Parameters;
} & Effect<Parameters>;

/** A definition whose parameters are those of the operation at hand. */
export type AnyDefinition = Definition<never, object>;

export type SettingsOf<Kind extends Transform['kind']> = Extract<SimpleTransform, { kind: Kind }>;

/** Defines the transform of that kind; types only. */
export function defineTransform<Kind extends SimpleTransform['kind'], Parameters extends object>(
  _kind: Kind,
  definition: Definition<SettingsOf<Kind>, Parameters>,
): Definition<SettingsOf<Kind>, Parameters> {
  return definition;
}
