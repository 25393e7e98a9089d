import { tf } from '../../tensorflow.ts';
import { adaptiveMaxPooling2d } from '../pooling/adaptive-pooling.ts';
import { cropping1d, cropping3d } from './cropping.ts';
import { upSampling3d } from './up-sampling.ts';
import { zeroPadding1d, zeroPadding3d } from './zero-padding.ts';

describe('layers of time and space', () => {
  it.each([
    [[null, 6, 3], () => zeroPadding1d({ inputShape: [5, 3], padding: [0, 1] })],
    [[null, null, 3], () => cropping1d({ inputShape: [null, 3] })],
    [[null, 2, 6, 5, 8], () => zeroPadding3d({ inputShape: [2, 4, 3, 6], padding: 1, dataFormat: 'channelsFirst' })],
    [[null, 4, 12, 6, 1], () => upSampling3d({ inputShape: [2, 4, 6, 1], size: [2, 3, 1] })],
    [[null, 3, 2, 4], () => adaptiveMaxPooling2d({ inputShape: [7, 5, 4], outputSize: [3, 2] })],
  ])('give %j', (shape, make) => {
    expect(tf.sequential({ layers: [make()] }).outputs[0]?.shape).toEqual(shape);
  });

  it.each([
    ['padding [1,2,3]', () => zeroPadding1d({ padding: [1, 2, 3] as never })],
    ['padding [1,2]', () => zeroPadding3d({ padding: [1, 2] })],
    ['padding -1', () => zeroPadding1d({ padding: -1 })],
    ['size 0', () => upSampling3d({ size: 0 })],
    ['outputSize [1.5,2]', () => adaptiveMaxPooling2d({ outputSize: [1.5, 2] })],
    ['below the size of the axis, which is 2', () => cropping3d().apply(tf.input({ shape: [3, 2, 3, 1] }))],
    ['paddings 1', () => zeroPadding1d({ paddings: 1 } as never)],
  ])('refuse %s', (message, make) => {
    const error = { code: 'engine/invalid-options', message: expect.stringContaining(message) };
    expect(make).toThrow(expect.objectContaining(error));
  });
});
