import { z } from 'zod';
import { factorRange, probability, symmetricRange, valueRange, wholeRange } from './range.ts';

/** Of transforms that have nothing to draw: half of the time, as in torchvision and Albumentations. */
const halfOfTheTime = probability.default(0.5);
/** 20 of 255 grey levels. */
const channelShift = symmetricRange(1).default([-20 / 255, 20 / 255]);

/**
 * Transforms of colours and grey levels, pixel by pixel. On images of one channel they do the like where there is one;
 * those of colour alone do nothing.
 */
export const colourTransforms = [
  /**
   * Times a factor: torchvision's and Albumentations' ColorJitter, as the next three. A color jitter is a `sequence` of
   * the four with `shuffle`.
   */
  z.strictObject({ kind: z.literal('brightness'), factor: factorRange(10), probability }),
  /** The distance from the image's mean grey, times a factor. */
  z.strictObject({ kind: z.literal('contrast'), factor: factorRange(10), probability }),
  /** The distance of each pixel from its own grey, times a factor: 0 for grey. One channel: nothing. */
  z.strictObject({ kind: z.literal('saturation'), factor: factorRange(10), probability }),
  /** Turns the hue by a fraction of the color circle (HSV), 0.5 the opposite color. One channel: nothing. */
  z.strictObject({ kind: z.literal('hue'), shift: symmetricRange(0.5), probability }),
  /** Times `contrast`, then plus `brightness`, a fraction of white: Albumentations' RandomBrightnessContrast. */
  z.strictObject({
    kind: z.literal('brightnessContrast'),
    brightness: symmetricRange(1).default([-0.2, 0.2]),
    contrast: factorRange(10).default([0.8, 1.2]),
    probability,
  }),
  /** Adds a different number to each channel, a fraction of white. One channel: nothing. */
  z.strictObject({
    kind: z.literal('rgbShift'),
    red: channelShift,
    green: channelShift,
    blue: channelShift,
    probability,
  }),
  /** `value ^ gamma` on the [0, 1] scale: below 1 lightens, above 1 darkens. */
  z.strictObject({ kind: z.literal('gamma'), gamma: factorRange(10), probability }),
  /**
   * Bends the tone curve: a cubic Bézier whose inner points have heights drawn about 1/4 and 3/4
   * with standard deviation `scale`.
   */
  z.strictObject({ kind: z.literal('toneCurve'), scale: z.number().min(0).max(1).default(0.1), probability }),
  /** Spreads each channel's histogram evenly: OpenCV's equalizeHist. */
  z.strictObject({ kind: z.literal('equalize'), probability: halfOfTheTime }),
  /**
   * Contrast-limited adaptive histogram equalization (Zuiderveld, 1994) of the lightness (CIE LAB), over `[columns,
   * rows]` tiles. No grey level of a tile counts more than `clipLimit` times the mean one.
   */
  z.strictObject({
    kind: z.literal('clahe'),
    clipLimit: valueRange(1, 256).default([1, 4]),
    tileGrid: z.tuple([z.int().min(1).max(64), z.int().min(1).max(64)]).default([8, 8]),
    probability,
  }),
  /** Stretches each channel to its full range: Pillow's autocontrast. */
  z.strictObject({ kind: z.literal('autocontrast'), probability: halfOfTheTime }),
  /** Keeps the upper bits of each value. */
  z.strictObject({ kind: z.literal('posterize'), bits: wholeRange(0, 8).default([4, 4]), probability: halfOfTheTime }),
  /** Inverts the values from a threshold on, a fraction of white. */
  z.strictObject({
    kind: z.literal('solarize'),
    threshold: valueRange(0, 1).default([0.5, 0.5]),
    probability: halfOfTheTime,
  }),
  /** The negative. */
  z.strictObject({ kind: z.literal('invert'), probability: halfOfTheTime }),
  /** To grey (ITU-R BT.601) in as many channels as before. One channel: nothing. As often as torchvision's. */
  z.strictObject({ kind: z.literal('grayscale'), probability: probability.default(0.1) }),
  /** Puts the channels in a drawn order, any as likely as the others. One channel: nothing. */
  z.strictObject({ kind: z.literal('channelShuffle'), probability }),
  /** Fills `count` channels, drawn, with a fraction of white. One channel: nothing. */
  z.strictObject({
    kind: z.literal('channelDropout'),
    count: wholeRange(1, 2).default([1, 1]),
    fill: z.number().min(0).max(1).default(0),
    probability,
  }),
] as const;
