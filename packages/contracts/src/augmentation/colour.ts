import { z } from 'zod';
import { factorRange, probability, symmetricRange, valueRange, wholeRange } from './range.ts';

/** Of transforms that have nothing to draw: half of the time, as in torchvision and Albumentations. */
const halfOfTheTime = probability.default(0.5);
/** 20 of 255 grey levels. */
const channelShift = symmetricRange(1).prefault([-20 / 255, 20 / 255]);

/**
 * Transforms of colours and grey levels, pixel by pixel. On images of one channel they do the like where there is one;
 * those of colour alone do nothing.
 */
export const colourTransforms = [
  z
    .strictObject({
      kind: z.literal('brightness'),
      factor: factorRange(10).describe('What values are multiplied by.'),
      probability,
    })
    .describe(
      "Times a factor: torchvision's and Albumentations' ColorJitter, as the next three. A color jitter " +
        'is a `sequence` of the four with `shuffle`.',
    ),
  z
    .strictObject({
      kind: z.literal('contrast'),
      factor: factorRange(10).describe('What distances from the mean grey are multiplied by.'),
      probability,
    })
    .describe("The distance from the image's mean grey, times a factor."),
  z
    .strictObject({
      kind: z.literal('saturation'),
      factor: factorRange(10).describe('What distances from grey are multiplied by.'),
      probability,
    })
    .describe('The distance of each pixel from its own grey, times a factor: 0 for grey. One channel: nothing.'),
  z
    .strictObject({
      kind: z.literal('hue'),
      shift: symmetricRange(0.5).describe('How far, as a fraction of the colour circle.'),
      probability,
    })
    .describe('Turns the hue by a fraction of the color circle (HSV), 0.5 the opposite color. One channel: nothing.'),
  z
    .strictObject({
      kind: z.literal('brightnessContrast'),
      brightness: symmetricRange(1).prefault([-0.2, 0.2]).describe('What is added, as a fraction of white.'),
      contrast: factorRange(10).prefault([0.8, 1.2]).describe('What values are multiplied by.'),
      probability,
    })
    .describe(
      "Times `contrast`, then plus `brightness`, a fraction of white: Albumentations' RandomBrightnessContrast.",
    ),
  z
    .strictObject({
      kind: z.literal('rgbShift'),
      red: channelShift.describe('What is added to red, as a fraction of white.'),
      green: channelShift.describe('What is added to green, as a fraction of white.'),
      blue: channelShift.describe('What is added to blue, as a fraction of white.'),
      probability,
    })
    .describe('Adds a different number to each channel, a fraction of white. One channel: nothing.'),
  z
    .strictObject({
      kind: z.literal('gamma'),
      gamma: factorRange(10).describe('The exponent: below 1 lightens, above 1 darkens.'),
      probability,
    })
    .describe('`value ^ gamma` on the [0, 1] scale: below 1 lightens, above 1 darkens.'),
  z
    .strictObject({
      kind: z.literal('toneCurve'),
      scale: z.number().min(0).max(1).default(0.1).describe('Standard deviation of the heights of the inner points.'),
      probability,
    })
    .describe(
      'Bends the tone curve: a cubic Bézier whose inner points have heights drawn about 1/4 and 3/4 with ' +
        'standard deviation `scale`.',
    ),
  z
    .strictObject({ kind: z.literal('equalize'), probability: halfOfTheTime })
    .describe("Spreads each channel's histogram evenly: OpenCV's equalizeHist."),
  z
    .strictObject({
      kind: z.literal('clahe'),
      clipLimit: valueRange(1, 256)
        .prefault([1, 4])
        .describe('How many times the mean count a grey level of a tile may have.'),
      tileGrid: z
        .tuple([z.int().min(1).max(64), z.int().min(1).max(64)])
        .default([8, 8])
        .describe('Columns and rows of tiles.'),
      probability,
    })
    .describe(
      'Contrast-limited adaptive histogram equalization (Zuiderveld, 1994) of the lightness (CIE LAB), ' +
        'over `[columns, rows]` tiles. No grey level of a tile counts more than `clipLimit` times the mean ' +
        'one.',
    ),
  z
    .strictObject({ kind: z.literal('autocontrast'), probability: halfOfTheTime })
    .describe("Stretches each channel to its full range: Pillow's autocontrast."),
  z
    .strictObject({
      kind: z.literal('posterize'),
      bits: wholeRange(0, 8).prefault([4, 4]).describe('How many upper bits are kept.'),
      probability: halfOfTheTime,
    })
    .describe('Keeps the upper bits of each value.'),
  z
    .strictObject({
      kind: z.literal('solarize'),
      threshold: valueRange(0, 1).prefault([0.5, 0.5]).describe('From which value on, as a fraction of white.'),
      probability: halfOfTheTime,
    })
    .describe('Inverts the values from a threshold on, a fraction of white.'),
  z.strictObject({ kind: z.literal('invert'), probability: halfOfTheTime }).describe('The negative.'),
  z
    .strictObject({ kind: z.literal('grayscale'), probability: probability.default(0.1) })
    .describe("To grey (ITU-R BT.601) in as many channels as before. One channel: nothing. As often as torchvision's."),
  z
    .strictObject({ kind: z.literal('channelShuffle'), probability })
    .describe('Puts the channels in a drawn order, any as likely as the others. One channel: nothing.'),
  z
    .strictObject({
      kind: z.literal('channelDropout'),
      count: wholeRange(1, 2).prefault([1, 1]).describe('How many channels.'),
      fill: z.number().min(0).max(1).default(0).describe('What they are filled with, as a fraction of white.'),
      probability,
    })
    .describe('Fills `count` channels, drawn, with a fraction of white. One channel: nothing.'),
] as const;
