import type { HostArray } from '../host/host-array.ts';
import { tf } from '../tensorflow.ts';
import { compilePredict } from './compile-predict.ts';
import { compileTrainStep } from './compile-train-step.ts';
import type { Batch } from './objective/batch.ts';

const rows = Array.from({ length: 60 }, (_, index) => [Math.cos(index), Math.sin(index)]);
const x = { shape: [60, 2], data: Float32Array.from(rows.flat()) };
const classes = rows.map((_, index) => index % 3);
const y = { shape: [60], data: Int32Array.from(classes) };

const SPARSE = 'sparseCategoricalCrossentropy';
const network = () =>
  tf.sequential({ layers: [tf.layers.dense({ name: 'classes', inputShape: [2], units: 3, activation: 'softmax' })] });

afterEach(() => tf.disposeVariables());

describe('a compiled model says what is wrong with what it is given:', () => {
  const stepped = (batch: unknown) => {
    const step = compileTrainStep({ model: network(), loss: SPARSE, optimizer: 'sgd' });
    return step.train(batch as Batch).finally(() => step.dispose());
  };
  const predicted = (...inputs: unknown[]) => {
    const predictor = compilePredict(network());
    return predictor.predictAsync(...(inputs as HostArray[])).finally(() => predictor.dispose());
  };

  it.each<[string, () => unknown, RegExp]>([
    ['train()', () => stepped(undefined), /Received undefined for a batch\. Give \{ inputs, targets \}/],
    ['train(x)', () => stepped(x), /Received a batch without inputs/],
    ['train of nested arrays', () => stepped({ inputs: rows, targets: y }), /received nested arrays of the sizes/],
    [
      'train of an array of classes',
      () => stepped({ inputs: x, targets: classes }),
      /The targets of classes: received/,
    ],
    ['train without targets', () => stepped({ inputs: x }), /no targets for classes/],
    ['predict()', () => predicted(), /Received 0 inputs; the model has 1/],
    ['predict of a tensor', () => predicted(tf.tensor2d(x.data, [60, 2])), /Input 0 .*received a tf\.Tensor of shape/],
    ['predict of rows', () => predicted(rows), /received nested arrays of the sizes \[60, 2\]/],
    ['predict of a list', () => predicted([x]), /received a list of tensors.* Give each tensor by itself/],
    ['compilePredict of null', () => compilePredict(network(), null as never), /Received null\. Give the options/],
    [
      'compileTrainStep without a loss',
      () => compileTrainStep({ model: network(), optimizer: 'sgd' } as never),
      /Received no loss\. Give one: loss: "sparseCategoricalCrossentropy"/,
    ],
    [
      'compileTrainStep without an optimizer',
      () => compileTrainStep({ model: network(), loss: SPARSE } as never),
      /Received no optimizer\. Give one: optimizer: "adam"/,
    ],
    [
      'compileTrainStep of no outputs',
      () => compileTrainStep({ model: network(), optimizer: 'sgd', outputs: null } as never),
      /Received null\. Give outputs: \{ <name>/,
    ],
  ])('%s', async (_, call, message) => {
    await expect(Promise.resolve().then(call)).rejects.toMatchObject({
      code: 'engine/invalid-options',
      message: expect.stringMatching(message),
    });
  });
});
