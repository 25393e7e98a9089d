import { gru } from '../../layers/recurrent/gru.ts';
import { tf } from '../../tensorflow.ts';

const { layers } = tf;

type Stack = () => tf.layers.Layer[];
export const chain = (shape: (number | null)[], stack: Stack): tf.LayersModel => {
  const input = tf.input({ shape });
  const output = stack().reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
};
export const floats = (shape: readonly number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(seed + index * 1.7)),
});
export const dense = (units: number, options: object = {}) =>
  layers.dense({ units, kernelInitializer: tf.initializers.glorotUniform({ seed: units }), ...options });
export const conv = (filters: number, options: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, kernelInitializer: tf.initializers.heNormal({ seed: filters }), ...options });

const seeds = {
  kernelInitializer: tf.initializers.glorotUniform({ seed: 7 }),
  recurrentInitializer: tf.initializers.glorotUniform({ seed: 8 }),
};

interface Case {
  readonly open: (number | null)[];
  /** Sizes that the open ones take, one after the other. */
  readonly sizes: number[][];
  readonly stack: Stack;
  /** Of a batch of inputs of this shape. */
  readonly targets: (shape: number[]) => number[];
}

const lengths = [[9], [14], [7], [23]];
const images = [
  [12, 9],
  [16, 16],
  [7, 21],
];
const perSample = (shape: number[]) => [shape[0] as number, 2];

/** Models of open sizes, and what they are trained on. */
export const CASES: Readonly<Record<string, Case>> = {
  'convolutions over time': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [
      layers.conv1d({
        filters: 5,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
      }),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.conv1d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        kernelInitializer: tf.initializers.heNormal({ seed: 2 }),
      }),
      layers.globalAveragePooling1d(),
      dense(2),
    ],
    targets: perSample,
  },
  'targets of time steps': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [dense(6, { activation: 'tanh' }), layers.layerNormalization(), dense(2)],
    targets: ([batch, time]) => [batch as number, time as number, 2],
  },
  'fewer steps than the input has': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [
      layers.conv1d({ filters: 2, kernelSize: 4, kernelInitializer: tf.initializers.heNormal({ seed: 3 }) }),
    ],
    targets: ([batch, time]) => [batch as number, (time as number) - 3, 2],
  },
  images: {
    open: [null, null, 3],
    sizes: images,
    stack: () => [
      conv(16, { padding: 'same' }),
      layers.batchNormalization(),
      layers.reLU(),
      conv(16, { padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      conv(4, { kernelSize: 1 }),
      layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
      layers.globalMaxPooling2d({}),
      dense(2),
    ],
    targets: perSample,
  },
  'masks of images': {
    open: [null, null, 3],
    sizes: [
      [12, 8],
      [16, 16],
      [8, 20],
    ],
    stack: () => [
      conv(4, { padding: 'same', strides: 2, activation: 'relu' }),
      layers.conv2dTranspose({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        kernelInitializer: tf.initializers.heNormal({ seed: 4 }),
      }),
      layers.upSampling2d({ size: [2, 2] }),
      conv(2, { strides: 2, padding: 'same' }),
    ],
    targets: ([batch, height, width]) => [batch as number, height as number, width as number, 2],
  },
  'recurrent layers': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [
      layers.lstm({ units: 3, returnSequences: true, ...seeds, recurrentActivation: 'sigmoid' }),
      layers.bidirectional({
        layer: layers.simpleRNN({ units: 2, returnSequences: true, ...seeds }),
        mergeMode: 'concat',
      }),
      gru({ units: 3, ...seeds }),
      dense(2),
    ],
    targets: perSample,
  },
  'recurrent layers after a mask': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [layers.masking({ maskValue: 0 }), layers.gru({ units: 3, ...seeds }), dense(2)],
    targets: perSample,
  },
  'dropout over time': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [
      layers.spatialDropout1d({ rate: 0.4, name: 'channels' }),
      layers.dropout({ rate: 0.3, name: 'units' }),
      layers.lstm({ units: 3, ...seeds, dropout: 0.2, name: 'lstm' }),
      dense(2),
    ],
    targets: perSample,
  },
  'a network that is the same at each step': {
    open: [null, 4],
    sizes: lengths,
    stack: () => [layers.timeDistributed({ layer: dense(3) }), layers.globalMaxPooling1d(), dense(2)],
    targets: perSample,
  },
};
