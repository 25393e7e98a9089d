import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

/** A convolution as layers use it. */
export interface ConvolutionSettings {
  batch: number;
  height: number;
  width: number;
  kernel: [height: number, width: number];
  stride: number;
  channels: number;
  filters: number;
  pad: 'same' | 'valid';
  bias: boolean;
  relu: boolean;
}

type ConvolutionTensors = [x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, slope: tf.Tensor4D];

/** The convolution, and all gradients of the sum of its outputs times `slope`. */
function layer({ stride, pad, bias: hasBias, relu }: ConvolutionSettings) {
  const forward = (x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
    const sums = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, pad);
    const biased = bias ? sums.add(bias) : sums;
    return relu ? biased.relu() : biased;
  };
  return (...[x, kernel, bias, slope]: ConvolutionTensors): tf.Tensor[] => {
    const given = hasBias ? [x, kernel, bias] : [x, kernel];
    const loss = (...tensors: tf.Tensor[]): tf.Scalar =>
      forward(...(tensors as [tf.Tensor, tf.Tensor]))
        .mul(slope)
        .sum();
    return [forward(...(given as [tf.Tensor, tf.Tensor])), ...tf.grads(loss)(given)];
  };
}

function drawn(settings: ConvolutionSettings): ConvolutionTensors {
  const { batch, height, width, kernel, stride, channels, filters, pad } = settings;
  const [outHeight, outWidth] = [height, width].map((size, axis) => {
    return Math.ceil((pad === 'same' ? size : size - (kernel[axis] as number) + 1) / stride);
  }) as [number, number];
  return [
    tf.randomNormal([batch, height, width, channels], 0, 1, 'float32', 1),
    tf.randomNormal([...kernel, channels, filters], 0, 0.1, 'float32', 2),
    tf.randomNormal([filters], 0, 1, 'float32', 3),
    tf.randomNormal([batch, outHeight, outWidth, filters], 0, 1, 'float32', 4),
  ];
}

/**
 * Expects what TensorFlow's operations give. Which gradients a ReLU lets through is taken from the compiled output, for
 * a sum close to 0 may round to either side of it.
 */
export function expectConvolution(settings: ConvolutionSettings): void {
  const tensors = drawn(settings);
  const [x, kernel, bias, slope] = tensors;
  expectCompiled(layer(settings), {
    tensors,
    expectedOf(output) {
      const [value] = layer(settings)(...tensors) as [tf.Tensor];
      const passed = settings.relu ? slope.mul<tf.Tensor4D>(output.greater(0).toFloat()) : slope;
      const [, ...gradients] = layer({ ...settings, relu: false })(x, kernel, bias, passed);
      return [value, ...gradients];
    },
    least: 0.1,
  });
}

/** The custom operations that the convolution and its gradients compile to. */
export function customOperationsOf(settings: ConvolutionSettings): string[] {
  return convolutionOperationsOf(settings).filter((op) => op.startsWith('Sightline'));
}

/** All operations that they compile to. */
export function convolutionOperationsOf(settings: ConvolutionSettings): string[] {
  return operationsOf(layer(settings), drawn(settings));
}
