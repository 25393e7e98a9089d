import type { Frame, Mix, RandomStream } from '@sightline/contracts';

/** A frame mixed of others. */
export interface Mixed {
  readonly frame: Frame;
  /** How much of it is of the frame itself, and of each partner: they sum to 1. */
  readonly fractions: readonly number[];
}

/** How a kind of mixing draws its parameters from its settings, and what it does with them. */
export interface Mixer<Settings, Parameters> {
  /** How many other samples it needs. */
  partners: number;
  /** Draws from `random` alone. Parameters are plain JSON. */
  draw(settings: Settings, random: RandomStream): Parameters;
  /** Gives a new frame of the first one's size; its arguments it leaves as they are. */
  apply(frame: Frame, partners: readonly Frame[], parameters: Parameters & MixLimits): Mixed;
}

/** Which boxes are kept. */
export interface MixLimits {
  /**
   * Boxes that keep less than this fraction of their area are dropped; with 0, the default, only those that keep none.
   */
  minVisibility?: number | undefined;
}

/** Defines the mixer of that kind; types only. */
export function defineMixer<Kind extends Mix['kind'], Parameters extends object>(
  _kind: Kind,
  mixer: Mixer<Extract<Mix, { kind: Kind }>, Parameters>,
): Mixer<Extract<Mix, { kind: Kind }>, Parameters> {
  return mixer;
}
