// @ts-check
// The networks of the benchmarks as tfjs Layers models: the same as in peers/.
import { tf } from '@sightline/engine';

const { layers } = tf;
const CLASSES = 10;

/** @typedef {{ shape: number[], samples: number, build: () => tf.LayersModel }} Workload */

/** @type {Record<string, Workload>} */
export const WORKLOADS = {
  'mnist-cnn': { shape: [28, 28, 1], samples: 8192, build: mnistCnn },
  resnet20: { shape: [32, 32, 3], samples: 1024, build: resnet20 },
  mobilenetv2: { shape: [96, 96, 3], samples: 256, build: mobilenetV2 },
  'cnn-lstm': { shape: [10, 32, 32, 1], samples: 512, build: cnnLstm },
};

/**
 * Images in [0, 1) and class numbers, drawn at random.
 *
 * @param {number[]} shape of one image
 * @param {number} count
 * @param {number} seed
 */
export function drawSamples(shape, count, seed) {
  const inputs = tf.randomUniform([count, ...shape], 0, 1, 'float32', seed);
  const targets = tf.randomUniform([count], 0, CLASSES, 'int32', seed + 1);
  const samples = {
    inputs: { shape: inputs.shape, data: /** @type {Float32Array} */ (inputs.dataSync()) },
    targets: { shape: targets.shape, data: /** @type {Int32Array} */ (targets.dataSync()) },
  };
  tf.dispose([inputs, targets]);
  return samples;
}

function mnistCnn() {
  return tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 128, activation: 'relu' }),
      layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}

/** @typedef {tf.SymbolicTensor} Symbolic */

/**
 * @param {tf.layers.Layer} layer
 * @param {Symbolic | Symbolic[]} inputs
 */
function apply(layer, inputs) {
  return /** @type {Symbolic} */ (layer.apply(inputs));
}

/**
 * @param {Symbolic} x
 * @param {{ filters: number, size: number, strides?: number }} options
 */
function normalised(x, { filters, size, strides = 1 }) {
  const convolution = layers.conv2d({ filters, kernelSize: size, strides, padding: 'same', useBias: false });
  return apply(layers.batchNormalization(), apply(convolution, x));
}

/** @param {Symbolic} x */
const relu = (x) => apply(layers.reLU(), x);
/** @param {Symbolic} x */
const relu6 = (x) => apply(layers.reLU({ maxValue: 6 }), x);

/**
 * @param {Symbolic} inputs
 * @param {Symbolic} features
 */
function classifier(inputs, features) {
  const pooled = apply(layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }), features);
  return tf.model({ inputs, outputs: apply(layers.dense({ units: CLASSES, activation: 'softmax' }), pooled) });
}

function resnet20() {
  const inputs = tf.input({ shape: [32, 32, 3] });
  let x = relu(normalised(inputs, { filters: 16, size: 3 }));
  for (const [stage, filters] of [16, 32, 64].entries()) {
    for (let block = 0; block < 3; block++) {
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const y = normalised(relu(normalised(x, { filters, size: 3, strides })), { filters, size: 3 });
      const shortcut = strides === 2 ? normalised(x, { filters, size: 1, strides }) : x;
      x = relu(apply(layers.add(), [shortcut, y]));
    }
  }
  return classifier(inputs, x);
}

/** [expansion, channels, repeats, stride] of MobileNetV2's stages (Sandler et al., 2018, table 2). */
const MOBILENET_STAGES = /** @type {const} */ ([
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
]);

function mobilenetV2() {
  const inputs = tf.input({ shape: [96, 96, 3] });
  let x = relu6(normalised(inputs, { filters: 32, size: 3, strides: 2 }));
  let channels = 32;
  for (const [expansion, filters, repeats, stride] of MOBILENET_STAGES) {
    for (let block = 0; block < repeats; block++) {
      const wide = expansion > 1 ? relu6(normalised(x, { filters: channels * expansion, size: 1 })) : x;
      const strides = block > 0 ? 1 : stride;
      const depthwise = layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false });
      const filtered = relu6(apply(layers.batchNormalization(), apply(depthwise, wide)));
      const y = normalised(filtered, { filters, size: 1 });
      x = block > 0 ? apply(layers.add(), [x, y]) : y;
      channels = filters;
    }
  }
  return classifier(inputs, relu6(normalised(x, { filters: 1280, size: 1 })));
}

function cnnLstm() {
  const frame = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [32, 32, 1], filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }),
    ],
  });
  return tf.sequential({
    layers: [
      layers.timeDistributed({ inputShape: [10, 32, 32, 1], layer: frame }),
      layers.lstm({ units: 64, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' }),
      layers.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}
