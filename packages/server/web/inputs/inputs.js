// @ts-check
// What a model can be given on the page, by the shape of its samples.
import { BOX_FRACTION } from './centre-ink.js';

/** Up to this side, with one channel, a model takes drawings. */
const DRAWABLE = 64;

/**
 * @typedef {object} Input
 * @property {(shape: readonly number[]) => boolean} takes whether a model of samples of that shape is given it
 * @property {boolean} isDrawn whether it may also be drawn
 * @property {string} accept types of files, as `<input accept>` has them
 * @property {boolean} multiple whether several files make one sample
 * @property {string} choose what the button says
 * @property {(shape: readonly number[]) => string} how how a sample is made of it, for people
 */

/** @type {Record<string, Input>} The first that takes a shape is used. */
const inputs = {
  clip: {
    takes: (shape) => shape.length === 4,
    isDrawn: false,
    accept: 'video/*,image/*',
    multiple: true,
    choose: 'Choose a video…',
    how: (shape) =>
      `A video or GIF is sent as it is; the server takes ${shape[0]} frames, evenly spaced, and prepares them as in ` +
      `training (${sizeOf(shape)}). Several images that are chosen together are the frames of one clip.`,
  },
  drawing: {
    takes: ([height = 0, width = 0, channels]) => channels === 1 && Math.max(width, height) <= DRAWABLE,
    isDrawn: true,
    accept: 'image/*',
    multiple: false,
    choose: 'Choose an image…',
    how: ([height = 0, width = 0]) =>
      'A drawing is prepared as MNIST’s digits were: the ink is cropped to its box, scaled to ' +
      `${Math.round(width * BOX_FRACTION)}×${Math.round(height * BOX_FRACTION)}, and centred by its mass in ` +
      `${width}×${height}. An image file is sent as it is.`,
  },
  image: {
    takes: () => true,
    isDrawn: false,
    accept: 'image/*',
    multiple: false,
    choose: 'Choose an image…',
    how: (shape) => `An image file is sent as it is; the server prepares it as in training (${sizeOf(shape)}).`,
  },
};

/**
 * @param {readonly number[]} shape of one sample
 * @returns {Input}
 */
export function inputFor(shape) {
  return Object.values(inputs).find(({ takes }) => takes(shape)) ?? /** @type {Input} */ (inputs['image']);
}

/** @param {readonly number[]} shape `[…, height, width, channels]` */
function sizeOf(shape) {
  const [height, width, channels] = shape.slice(-3);
  return `${width}×${height}, ${channels === 1 ? 'grey' : 'colour'}`;
}
