import { autocontrast } from './colour/autocontrast.ts';
import { brightness } from './colour/brightness.ts';
import { brightnessContrast } from './colour/brightness-contrast.ts';
import { channelDropout } from './colour/channel-dropout.ts';
import { channelShuffle } from './colour/channel-shuffle.ts';
import { clahe } from './colour/clahe.ts';
import { contrast } from './colour/contrast.ts';
import { equalize } from './colour/equalize.ts';
import { gamma } from './colour/gamma.ts';
import { grayscale } from './colour/grayscale.ts';
import { hue } from './colour/hue.ts';
import { invert } from './colour/invert.ts';
import { posterize } from './colour/posterize.ts';
import { rgbShift } from './colour/rgb-shift.ts';
import { saturation } from './colour/saturation.ts';
import { solarize } from './colour/solarize.ts';
import { toneCurve } from './colour/tone-curve.ts';
import { flip } from './geometric/flip.ts';
import { rotate } from './geometric/rotate.ts';
import { shift } from './geometric/shift.ts';
import { gaussianNoise } from './quality/gaussian-noise.ts';
import { reverse } from './temporal/reverse.ts';

/** Every kind of transform that changes pictures: how it draws its parameters, and what it does with them. */
export const transforms = {
  rotate,
  shift,
  flip,
  brightness,
  contrast,
  saturation,
  hue,
  brightnessContrast,
  rgbShift,
  gamma,
  toneCurve,
  equalize,
  clahe,
  autocontrast,
  posterize,
  solarize,
  invert,
  grayscale,
  channelShuffle,
  channelDropout,
  gaussianNoise,
  reverse,
};

type Transforms = typeof transforms;

/** A transform with its parameters drawn: what is done to one sample. Plain JSON. */
export type Operation = {
  [Kind in keyof Transforms]: { kind: Kind } & ReturnType<Transforms[Kind]['draw']>;
}[keyof Transforms];
