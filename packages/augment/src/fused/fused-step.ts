import type { RawImage } from '@sightline/contracts';
import type { Border, Rectangle } from '../geometry/geometry.ts';
import { IDENTITY, type Matrix3 } from '../geometry/matrix.ts';

/**
 * A linear map of colours on the [0, 1] scale: for each channel a row of as many factors as there are channels, and
 * what is added. The result is clipped to [0, 1] once, after the last map of a step.
 */
export type ColourMap = readonly (readonly number[])[];

/** A colour map that may depend on the image's mean colour, `[channels]`, on the [0, 1] scale. */
export type ColourStep = (mean: readonly number[]) => ColourMap;

/** Gaussian noise on the [0, 1] scale, clipped; the same seed always adds the same. */
export interface Noise {
  sigma: number;
  seed: number;
}

/**
 * What one walk over the output pixels does: a bilinear read of the source at a projected
 * place, then colours and noise.
 */
export interface FusedStep {
  toInput: Matrix3;
  /** Of the output. */
  width: number;
  height: number;
  border: Border;
  /** The part of the source outside of which the border begins, in pixels. */
  region: Rectangle;
  colours: readonly ColourStep[];
  noises: readonly Noise[];
}

/** The fused step that changes nothing. */
export function identityStep({ width, height }: RawImage): FusedStep {
  return {
    toInput: IDENTITY,
    width,
    height,
    border: 'edge',
    region: { x: 0, y: 0, width, height },
    colours: [],
    noises: [],
  };
}
