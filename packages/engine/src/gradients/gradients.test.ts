import { registerKernels } from '../kernels/register.ts';
import { tf } from '../tensorflow.ts';
import { check, type Function, penaltyOf, weighed } from './finite-differences.fixture.ts';

interface Case {
  readonly name: string;
  readonly of: Function;
  readonly shapes: readonly number[][];
}

beforeAll(registerKernels);

const indices = (values: number[], shape: number[]): tf.Tensor => tf.tensor(values, shape, 'int32');
const boxes = () => tf.tensor2d([0.1, 0.2, 0.8, 0.95, 0, 0.1, 0.6, 0.7], [2, 4]);
const crop =
  (method: 'bilinear' | 'nearest'): Function =>
  (x) =>
    tf.image.cropAndResize(x as tf.Tensor4D, boxes(), indices([1, 0], [2]) as tf.Tensor1D, [3, 4], method);

const smooth: readonly Case[] = [
  {
    name: 'einsum: matrix product',
    of: (a, b) => tf.einsum('ij,jk->ik', a, b),
    shapes: [
      [2, 3],
      [3, 4],
    ],
  },
  {
    name: 'einsum: attention',
    of: (a, b) => tf.einsum('bqhd,bkhd->bhqk', a, b),
    shapes: [
      [2, 3, 2, 2],
      [2, 2, 2, 2],
    ],
  },
  {
    name: 'einsum: a label summed alone',
    of: (a, b) => tf.einsum('ijs,jk->ik', a, b),
    shapes: [
      [2, 3, 2],
      [3, 2],
    ],
  },
  {
    name: 'einsum: outer product',
    of: (a, b) => tf.einsum('i,j->ij', a, b),
    shapes: [[3], [2]],
  },
  { name: 'einsum: transpose and sum', of: (a) => tf.einsum('ijk->ki', a), shapes: [[2, 3, 2]] },
  { name: 'einsum: diagonal', of: (a) => tf.einsum('bii->bi', a), shapes: [[2, 3, 3]] },
  {
    name: 'einsum: ellipsis',
    of: (a, b) => tf.einsum('...ij,...jk->...ik', a, b),
    shapes: [
      [2, 1, 2, 3],
      [2, 3, 2],
    ],
  },
  { name: 'tile', of: (x) => tf.tile(x, [2, 1, 3]), shapes: [[2, 3, 1]] },
  { name: 'tile of nothing', of: (x) => tf.tile(x, [1, 1]), shapes: [[2, 3]] },
  { name: 'tile of five axes', of: (x) => tf.tile(x, [1, 2, 1, 2, 3]), shapes: [[2, 1, 3, 1, 2]] },
  { name: 'topk', of: (x) => tf.topk(x, 2).values, shapes: [[2, 2, 5]] },
  { name: 'unstack', of: (x) => (tf.unstack(x, 1)[1] as tf.Tensor).square(), shapes: [[2, 3]] },
  { name: 'unstack into one', of: (x) => (tf.unstack(x, 1)[0] as tf.Tensor).square(), shapes: [[2, 1, 3]] },
  { name: 'split', of: (x) => (tf.split(x, [1, 2], 1)[1] as tf.Tensor).square(), shapes: [[2, 3]] },
  { name: 'split into one', of: (x) => (tf.split(x, 1, 1)[0] as tf.Tensor).square(), shapes: [[2, 3]] },
  {
    name: 'gatherND',
    of: (x) => tf.gatherND(x, indices([0, 1, 2, 0, 0, 1], [3, 2])),
    shapes: [[3, 2, 2]],
  },
  { name: 'scatterND', of: (x) => tf.scatterND(indices([2, 0, 2], [3, 1]), x, [4, 2]), shapes: [[3, 2]] },
  { name: 'cropAndResize, bilinear', of: crop('bilinear'), shapes: [[2, 5, 6, 2]] },
  { name: 'cropAndResize, nearest', of: crop('nearest'), shapes: [[2, 5, 6, 2]] },
  {
    name: 'resizeBilinear, by the centres of pixels',
    of: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 4], false, true),
    shapes: [[1, 2, 3, 2]],
  },
  {
    name: 'resizeNearestNeighbor, by the centres of pixels',
    of: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [5, 4], false, true),
    shapes: [[1, 2, 3, 2]],
  },
  { name: 'resizeBilinear', of: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [3, 3]), shapes: [[1, 2, 5, 1]] },
  { name: 'maximum, broadcast', of: (a, b) => tf.maximum(a, b), shapes: [[2, 3, 2], [2]] },
  { name: 'max', of: (x) => tf.max(x, [0, 2]), shapes: [[2, 3, 4]] },
  { name: 'min, all', of: (x) => tf.min(x), shapes: [[2, 3]] },
  { name: 'minimum, broadcast', of: (a, b) => tf.minimum(a, b), shapes: [[3], [2, 3]] },
  {
    name: 'mirrorPad, reflect',
    of: (x) =>
      tf.mirrorPad(
        x,
        [
          [2, 1],
          [0, 0],
          [0, 2],
        ],
        'reflect',
      ),
    shapes: [[3, 2, 4]],
  },
  {
    name: 'mirrorPad, symmetric',
    of: (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 3],
          [1, 2],
        ],
        'symmetric',
      ),
    shapes: [[3, 2]],
  },
  { name: 'depthToSpace', of: (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), shapes: [[1, 2, 3, 8]] },
  { name: 'cumprod', of: (x) => tf.cumprod(x, 1), shapes: [[2, 5, 2]] },
  { name: 'cumprod, exclusive', of: (x) => tf.cumprod(x, 0, true), shapes: [[5, 2]] },
  { name: 'cumprod, reverse', of: (x) => tf.cumprod(x, 1, false, true), shapes: [[2, 6]] },
  { name: 'cumprod, exclusive and reverse', of: (x) => tf.cumprod(x, 1, true, true), shapes: [[2, 4]] },
  {
    name: 'cumprod with a zero among the factors',
    of: (x) => tf.cumprod(x.mul([1, 0, 1, 0, 1]), 1),
    shapes: [[2, 5]],
  },
  { name: 'cumprod of one factor', of: (x) => tf.cumprod(x, 1), shapes: [[2, 1]] },
  {
    name: 'stridedSlice',
    of: (x) => tf.stridedSlice(x, [0, 3, 1], [2, 0, 4], [1, -1, 2]),
    shapes: [[2, 4, 4]],
  },
  {
    name: 'stridedSlice with masks',
    of: (x) => tf.stridedSlice(x, [0, 1, 1], [0, 3, 0], [1, 1, 1], 1, 1, 0, 0, 4),
    shapes: [[2, 4, 3]],
  },
  {
    name: 'conv2d',
    of: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    shapes: [
      [2, 4, 4, 2],
      [3, 3, 2, 2],
    ],
  },
  {
    name: 'conv2d with strides',
    of: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'valid'),
    shapes: [
      [1, 5, 5, 2],
      [3, 3, 2, 2],
    ],
  },
  {
    name: 'conv2dTranspose',
    of: (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [1, 4, 4, 2], 2, 'same'),
    shapes: [
      [1, 2, 2, 2],
      [3, 3, 2, 2],
    ],
  },
  {
    name: 'depthwiseConv2d',
    of: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    shapes: [
      [1, 4, 4, 2],
      [3, 3, 2, 1],
    ],
  },
  {
    name: 'conv3d',
    of: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'same'),
    shapes: [
      [1, 3, 3, 3, 1],
      [2, 2, 2, 1, 2],
    ],
  },
  {
    name: 'conv3d with strides',
    of: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 2, 'valid'),
    shapes: [
      [1, 4, 4, 4, 1],
      [2, 2, 2, 1, 2],
    ],
  },
  { name: 'maxPool', of: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), shapes: [[1, 4, 4, 2]] },
  { name: 'avgPool', of: (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), shapes: [[1, 4, 4, 2]] },
  { name: 'elu', of: (x) => tf.elu(x), shapes: [[3, 4]] },
  { name: 'selu', of: (x) => tf.selu(x), shapes: [[3, 4]] },
  { name: 'leakyRelu', of: (x) => tf.leakyRelu(x, 0.3).square(), shapes: [[3, 4]] },
  { name: 'prelu', of: (x, alpha) => tf.prelu(x, alpha).square(), shapes: [[3, 4], [4]] },
  { name: 'tanh', of: (x) => tf.tanh(x), shapes: [[3, 4]] },
  { name: 'sigmoid', of: (x) => tf.sigmoid(x), shapes: [[3, 4]] },
  { name: 'softmax', of: (x) => tf.softmax(x), shapes: [[3, 4]] },
  { name: 'logSoftmax', of: (x) => tf.logSoftmax(x), shapes: [[3, 4]] },
  { name: 'exp', of: (x) => tf.exp(x), shapes: [[3, 4]] },
  { name: 'sqrt', of: (x) => tf.sqrt(x.square().add(1)), shapes: [[3, 4]] },
];

describe('gradients of the first order, by finite differences', () => {
  it.each(smooth)('$name', ({ of, shapes }) => {
    expect.hasAssertions();
    check((...inputs) => weighed(of(...inputs)), shapes, 2e-3, 5e-3);
  });
});

describe('gradients of the second order, by finite differences', () => {
  it.each(smooth)('$name', ({ of, shapes }) => {
    expect.hasAssertions();
    check(penaltyOf(of), shapes, 2e-3, 2e-2);
  });
});

it('moves the boxes of cropAndResize', () => {
  expect.hasAssertions();
  const cropped: Function = (moves) => {
    const image = tf.sin(tf.range(0, 36)).reshape<tf.Tensor4D>([1, 6, 6, 1]);
    const at = moves.mul(0.01).add<tf.Tensor2D>([[0.13, 0.21, 0.72, 0.83]]);
    return weighed(tf.image.cropAndResize(image, at, tf.tensor1d([0], 'int32'), [3, 3], 'bilinear'));
  };
  check(cropped, [[1, 4]], 1e-2, 1e-2);
});

it.each([
  ['max', tf.max, [1, 3, 3], [0, 0.5, 0.5]],
  ['min', tf.min, [1, 3, 1], [0.5, 0, 0.5]],
] as const)('shares that of %s among equals, as TensorFlow does', (_, extreme, values, expected) => {
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => extreme(x, -1))(tf.tensor1d([...values]))
      .dataSync(),
  );
  expect(Array.from(gradient)).toEqual(expected);
});
