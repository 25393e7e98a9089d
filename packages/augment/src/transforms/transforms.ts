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
import { affine } from './geometric/affine.ts';
import { crop } from './geometric/crop.ts';
import { elastic } from './geometric/elastic.ts';
import { erase } from './geometric/erase.ts';
import { flip } from './geometric/flip.ts';
import { gridDistortion } from './geometric/grid-distortion.ts';
import { gridDropout } from './geometric/grid-dropout.ts';
import { opticalDistortion } from './geometric/optical-distortion.ts';
import { pad } from './geometric/pad.ts';
import { perspective } from './geometric/perspective.ts';
import { randomResizedCrop } from './geometric/random-resized-crop.ts';
import { resize } from './geometric/resize.ts';
import { rotate } from './geometric/rotate.ts';
import { rotate90 } from './geometric/rotate90.ts';
import { shift } from './geometric/shift.ts';
import { transpose } from './geometric/transpose.ts';
import { augMix } from './policy/aug-mix.ts';
import { downscale } from './quality/downscale.ts';
import { gaussianBlur } from './quality/gaussian-blur.ts';
import { gaussianNoise } from './quality/gaussian-noise.ts';
import { jpegCompression } from './quality/jpeg-compression.ts';
import { medianBlur } from './quality/median-blur.ts';
import { motionBlur } from './quality/motion-blur.ts';
import { saltAndPepper } from './quality/salt-and-pepper.ts';
import { sharpen } from './quality/sharpen.ts';
import { sharpness } from './quality/sharpness.ts';
import { shotNoise } from './quality/shot-noise.ts';
import { frameDrop } from './temporal/frame-drop.ts';
import { reverse } from './temporal/reverse.ts';
import { speed } from './temporal/speed.ts';
import { temporalCrop } from './temporal/temporal-crop.ts';
import { temporalSubsample } from './temporal/temporal-subsample.ts';
import { fog } from './weather/fog.ts';
import { rain } from './weather/rain.ts';
import { shadow } from './weather/shadow.ts';
import { snow } from './weather/snow.ts';

/** Every kind of transform that changes pictures: how it draws its parameters, and what it does with them. */
export const transforms = {
  rotate,
  shift,
  flip,
  transpose,
  rotate90,
  affine,
  perspective,
  crop,
  randomResizedCrop,
  resize,
  pad,
  elastic,
  gridDistortion,
  opticalDistortion,
  erase,
  gridDropout,
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
  shotNoise,
  saltAndPepper,
  gaussianBlur,
  motionBlur,
  medianBlur,
  sharpen,
  sharpness,
  jpegCompression,
  downscale,
  fog,
  rain,
  snow,
  shadow,
  reverse,
  temporalCrop,
  frameDrop,
  speed,
  temporalSubsample,
  augMix,
};
