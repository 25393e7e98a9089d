import { deriveSeed, RandomStream } from '@sightline/contracts';
import { tf } from '@sightline/engine';

type Tensor = tf.SymbolicTensor;

const { layers } = tf;
const conv = (filters: number, options: object = {}) => layers.conv2d({ filters, kernelSize: 3, ...options });
const chain =
  (...stack: tf.layers.Layer[]) =>
  (input: Tensor): Tensor =>
    stack.reduce((tensor, layer) => layer.apply(tensor) as Tensor, input);
const merge = (layer: tf.layers.Layer, first: tf.layers.Layer, second: tf.layers.Layer) => (input: Tensor) =>
  layer.apply([first.apply(input), second.apply(input)] as Tensor[]) as Tensor;

/** Small networks of the layers that image classifiers are made of: name → a function of the input `[batch, ...shape]`. */
export const NETWORKS: Readonly<Record<string, { shape: number[]; build: () => (input: Tensor) => Tensor }>> = {
  'valid convolution': { shape: [7, 6, 2], build: () => chain(conv(4)) },
  'same convolution': { shape: [7, 6, 2], build: () => chain(conv(4, { padding: 'same', activation: 'relu' })) },
  'same convolution with an even kernel': {
    shape: [7, 6, 2],
    build: () => chain(conv(4, { padding: 'same', kernelSize: [4, 2] })),
  },
  'strided same convolution': { shape: [8, 7, 2], build: () => chain(conv(3, { padding: 'same', strides: 2 })) },
  'strided valid convolution': { shape: [9, 8, 2], build: () => chain(conv(3, { strides: [2, 3] })) },
  'dilated convolution': { shape: [9, 8, 2], build: () => chain(conv(3, { dilationRate: 2, padding: 'same' })) },
  'convolution without bias': { shape: [6, 6, 1], build: () => chain(conv(3, { useBias: false })) },
  'depthwise convolution': {
    shape: [8, 7, 3],
    build: () => chain(layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 })),
  },
  'separable convolution': {
    shape: [8, 7, 3],
    build: () => chain(layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same' })),
  },
  'batch normalisation': {
    shape: [6, 5, 3],
    build: () => chain(conv(4, { useBias: false }), layers.batchNormalization(), layers.reLU()),
  },
  'batch normalisation without scale and offset': {
    shape: [4, 4, 3],
    build: () => chain(layers.batchNormalization({ scale: false, center: false })),
  },
  'batch normalisation of vectors': {
    shape: [5],
    build: () => chain(layers.dense({ units: 4 }), layers.batchNormalization()),
  },
  'max pooling': { shape: [7, 6, 2], build: () => chain(layers.maxPooling2d({ poolSize: 2 })) },
  'same max pooling': {
    shape: [7, 6, 2],
    build: () => chain(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  },
  'average pooling': { shape: [7, 6, 2], build: () => chain(layers.averagePooling2d({ poolSize: 2 })) },
  'same average pooling': {
    shape: [7, 6, 2],
    build: () => chain(layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  },
  'global average pooling': { shape: [7, 6, 2], build: () => chain(layers.globalAveragePooling2d({})) },
  'global max pooling': { shape: [7, 6, 2], build: () => chain(layers.globalMaxPooling2d({})) },
  'residual addition': {
    shape: [6, 5, 3],
    build: () => merge(layers.add(), conv(3, { padding: 'same' }), layers.reLU()),
  },
  'squeeze and excitation': {
    shape: [6, 5, 4],
    build: () => (input) => {
      const weights = chain(
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 4, activation: 'sigmoid' }),
        layers.reshape({ targetShape: [1, 1, 4] }),
      );
      return layers.multiply().apply([input, weights(input)]) as Tensor;
    },
  },
  concatenation: {
    shape: [6, 5, 2],
    build: () => merge(layers.concatenate(), conv(3, { padding: 'same' }), conv(2, { padding: 'same', kernelSize: 1 })),
  },
  maximum: { shape: [6], build: () => merge(layers.maximum(), layers.dense({ units: 3 }), layers.dense({ units: 3 })) },
  average: { shape: [6], build: () => merge(layers.average(), layers.dense({ units: 3 }), layers.dense({ units: 3 })) },
  dot: {
    shape: [6],
    build: () => merge(layers.dot({ axes: 1 }), layers.dense({ units: 3 }), layers.dense({ units: 3 })),
  },
  dense: {
    shape: [6],
    build: () =>
      chain(layers.dense({ units: 5, activation: 'tanh' }), layers.dense({ units: 3, activation: 'softmax' })),
  },
  'dense over a sequence': {
    shape: [4, 6],
    build: () => chain(layers.timeDistributed({ layer: layers.dense({ units: 3 }) })),
  },
  'permuted axes': { shape: [4, 3, 2], build: () => chain(layers.permute({ dims: [3, 1, 2] })) },
  'zero padding': {
    shape: [4, 3, 2],
    build: () =>
      chain(
        layers.zeroPadding2d({
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
        conv(2),
      ),
  },
  cropping: {
    shape: [6, 5, 2],
    build: () =>
      chain(
        layers.cropping2D({
          cropping: [
            [1, 2],
            [0, 1],
          ],
        }),
      ),
  },
  'repeated vector': { shape: [3], build: () => chain(layers.repeatVector({ n: 2 })) },
  ...Object.fromEntries(
    (
      [
        'elu',
        'selu',
        'relu',
        'relu6',
        'sigmoid',
        'hardSigmoid',
        'softplus',
        'softsign',
        'tanh',
        'softmax',
        'swish',
        'gelu',
      ] as const
    ).map((activation) => [
      `the activation ${activation}`,
      { shape: [5], build: () => chain(layers.activation({ activation })) },
    ]),
  ),
  'leaky ReLU': { shape: [5], build: () => chain(layers.leakyReLU({ alpha: 0.2 })) },
  PReLU: { shape: [4, 4, 3], build: () => chain(layers.prelu({ sharedAxes: [1, 2] })) },
  'the digits network': {
    shape: [12, 12, 1],
    build: () =>
      chain(
        conv(8, { activation: 'relu' }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.dropout({ rate: 0.5 }),
        layers.flatten(),
        layers.dense({ units: 16, activation: 'relu' }),
        layers.dense({ units: 10, activation: 'softmax' }),
      ),
  },
};

/** A network of the table with random weights: the moving variances positive, as they are after training. */
export function buildNetwork(name: string): tf.LayersModel {
  const { shape, build } = NETWORKS[name] as (typeof NETWORKS)[string];
  const input = tf.input({ shape });
  const model = tf.model({ inputs: input, outputs: build()(input) });
  const random = new RandomStream(deriveSeed(1, name));
  const weights = model.weights.map((weight) => {
    const positive = weight.originalName.endsWith('variance');
    const size = weight.shape.reduce<number>((total, length) => total * (length ?? 1), 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => random.uniform(positive ? 0.5 : -0.5, positive ? 1.5 : 0.5)),
      weight.shape as number[],
    );
  });
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}
