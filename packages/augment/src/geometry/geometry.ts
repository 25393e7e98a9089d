import type { Matrix3 } from './matrix.ts';

/** What is read beyond the edges of an image. */
export type Border = 'constant' | 'edge' | 'reflect';

/** A part of an image, in pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the pixels of an image go, as one matrix. */
export interface Projection {
  kind: 'projection';
  /** From a place of the output to the place of the input whose value it shows. */
  toInput: Matrix3;
  /** Of the output. */
  width: number;
  height: number;
  /** Left out where no place beyond the edges is needed, except by rounding. */
  border?: Border;
  /** Whether what the output does not show is gone for the transforms that follow: set by those that cut. */
  crops?: boolean;
  /** The part of the input outside of which the border begins; all of it when left out. */
  region?: Rectangle;
}

/** Where the pixels of an image go, place by place; the output has the input's size. */
export interface Displacement {
  kind: 'displacement';
  /** For each output pixel the place of the input whose value it shows: `[height, width, 2]`, x first. */
  toInput: Float32Array;
  width: number;
  height: number;
  border: Border;
}

export type Geometry = Projection | Displacement;
