import fc from 'fast-check';
import { tf } from '../tensorflow.ts';
import { expectCompiled, operationsOf } from './own-operations.fixture.ts';

interface Settings {
  batch: number;
  height: number;
  width: number;
  channels: number;
  kernel: number;
  stride: number;
  pad: 'same' | 'valid';
}

type Tensors = [x: tf.Tensor4D, kernel: tf.Tensor4D];

/** A depthwise convolution, and both gradients of the sum of its outputs times a separate slope. */
function layer({ stride, pad }: Settings): (...tensors: Tensors) => tf.Tensor[] {
  return (x, kernel) => {
    const forward = (...[image, weights]: tf.Tensor[]) =>
      tf.depthwiseConv2d(image as tf.Tensor4D, weights as tf.Tensor4D, stride, pad);
    const output = forward(x, kernel);
    const slope = tf.range(0, output.size).mul(0.7).sin().reshape(output.shape);
    return [
      output,
      ...tf.grads((...given) =>
        forward(...given)
          .mul(slope)
          .sum(),
      )([x, kernel]),
    ];
  };
}

function drawn({ batch, height, width, channels, kernel }: Settings): Tensors {
  return [
    tf.randomNormal([batch, height, width, channels], 0, 1, 'float32', 1),
    tf.randomNormal([kernel, kernel, channels, 1], 0, 0.3, 'float32', 2),
  ];
}

const settings = fc.record<Settings>({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 7, max: 20 }),
  width: fc.integer({ min: 7, max: 20 }),
  channels: fc.constantFrom(4, 8, 12, 16, 24, 28, 40),
  kernel: fc.constantFrom(3, 5, 7),
  stride: fc.constantFrom(1, 2, 3),
  pad: fc.constantFrom('same', 'valid'),
});
const standard: Settings = { batch: 2, height: 8, width: 8, channels: 16, kernel: 3, stride: 1, pad: 'same' };
const operations = (each: Settings): string[] => operationsOf(layer(each), drawn(each));

describe('depthwise convolutions', () => {
  it('give what TensorFlow gives, with both gradients', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(settings, (each) => {
        const tensors = drawn(each);
        const expectedOf = () => layer(each)(...tensors);
        expectCompiled(layer(each), { tensors, expectedOf, least: 0.1 });
      }),
      { numRuns: 60 },
    );
  });

  it('run in custom operations, forwards and backwards', () => {
    const ours = operations(standard).filter((op) => op.startsWith('SightlineDepthwise'));
    expect(ours.toSorted()).toEqual([
      'SightlineDepthwiseConv2D',
      'SightlineDepthwiseConv2DBackpropFilter',
      'SightlineDepthwiseConv2DBackpropInput',
    ]);
  });

  it('stay with TensorFlow where a channel fills no vector', () => {
    expect(operations({ ...standard, channels: 3 })).toContain('DepthwiseConv2dNative');
  });

  const activations = {
    linear: (x: tf.Tensor) => x,
    relu: tf.relu<tf.Tensor>,
    relu6: tf.relu6<tf.Tensor>,
    silu: (x: tf.Tensor) => x.mul(tf.sigmoid(x)),
  };
  const name = fc.constantFrom(...(Object.keys(activations) as (keyof typeof activations)[]));
  type Block = Settings & { before: keyof typeof activations; after: keyof typeof activations; bias: boolean };
  const block = ({ stride, pad, before, after, bias: hasBias }: Block) => {
    return (...[x, kernel, bias]: [...Tensors, tf.Tensor]): tf.Tensor[] => {
      const sums = tf.depthwiseConv2d(activations[before](x) as tf.Tensor4D, kernel, stride, pad);
      return [activations[after](hasBias ? sums.add(bias) : sums)];
    };
  };
  const drawnBlock = (each: Settings): [...Tensors, tf.Tensor] => {
    return [...drawn(each), tf.randomNormal([each.channels], 0, 1, 'float32', 3)];
  };

  it('take in what is before and behind them', () => {
    expect.hasAssertions();
    const check = (each: Settings, before: Block['before'], after: Block['after'], bias: boolean): void => {
      const layers = block({ ...each, before, after, bias });
      const tensors = drawnBlock(each);
      expectCompiled(layers, { tensors, expectedOf: () => layers(...tensors), least: 1 });
    };
    fc.assert(fc.property(settings, name, name, fc.boolean(), check), { numRuns: 60 });
  });

  it('leave nothing of a block to others', () => {
    const layers = block({ ...standard, before: 'silu', after: 'silu', bias: true });
    expect(operationsOf(layers, drawnBlock(standard))).toEqual(['SightlineDepthwiseConv2D']);
  });

  it('keep what others need of a block', () => {
    const layers = (...[x, kernel, bias]: [...Tensors, tf.Tensor]): tf.Tensor[] => {
      const given = activations.silu(x);
      const sums = tf.depthwiseConv2d(given as tf.Tensor4D, kernel, 1, 'same').add(bias);
      return [activations.silu(sums), given, sums];
    };
    const tensors = drawnBlock(standard);
    expectCompiled(layers, { tensors, expectedOf: () => layers(...tensors), least: 1 });
    expect(operationsOf(layers, drawnBlock(standard)).filter((op) => op === 'Sigmoid')).toHaveLength(2);
  });
});
