import { compile } from '../compile/compile.ts';
import { compilePredict } from '../compile/compile-predict.ts';
import { compileTrainStep } from '../compile/compile-train-step.ts';
import { recordModel } from '../model/record-model.ts';
import { tf } from '../tensorflow.ts';

const { layers } = tf;
afterEach(() => tf.disposeVariables());

/** Words that only TensorFlow and tfjs have for it. */
const FOREIGN = /TensorFlow:|Invalid TF_Status|\{\{node|Error in |is not a function|Cannot /;

async function refusal(act: () => unknown): Promise<{ code: unknown; message: string }> {
  try {
    await act();
  } catch (error) {
    const { code, message } = error as { code: unknown; message: string };
    expect(message).not.toMatch(FOREIGN);
    return { code, message };
  }
  throw new Error('It was taken.');
}

const reading = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      layers.embedding({ name: 'words', inputDim: 4, outputDim: 2, inputLength: 3 }),
      layers.flatten(),
      layers.dense({ name: 'answer', units: 2, activation: 'softmax' }),
    ],
  });
const tokens = (...data: number[]) => ({ shape: [1, 3], data });

describe('what TensorFlow refuses is said in our words', () => {
  it('of an index that does not exist, when it is first seen and later', async () => {
    const predictor = compilePredict(reading());
    const step = compileTrainStep({ model: reading(), loss: 'sparseCategoricalCrossentropy', optimizer: 'sgd' });
    const targets = { shape: [1], data: [1] };
    for (const acts of [
      () => predictor.predict(tokens(0, 1, 9)),
      async () => predictor.predictAsync(tokens(0, 1, 9)),
      async () => step.train({ inputs: tokens(0, 1, 9), targets }),
    ]) {
      const { message, code } = await refusal(acts);
      expect(code).toBe('engine/invalid-program');
      expect(message).toMatch(/^GatherV2.*"words".*: it was given 9 at \[2\], and there are 4: 0 to 3/);
    }
    predictor.predict(tokens(0, 1, 2));
    await step.train({ inputs: tokens(0, 1, 2), targets });
    const wrong = /^GatherV2.*"words".* cannot be computed.*given -1 at \[2\], and there are 4: 0 to 3/;
    expect((await refusal(() => predictor.predict(tokens(0, 1, -1)))).message).toMatch(wrong);
    expect((await refusal(async () => step.train({ inputs: tokens(0, 1, -1), targets }))).message).toMatch(wrong);
    predictor.dispose();
    step.dispose();
  });

  it('of an index that does not exist, where steps are eager', async () => {
    class Peeking extends layers.Layer {
      static className = 'PeekingAtWords';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const [input] = [inputs].flat() as [tf.Tensor];
        input.dataSync();
        return input.clone();
      }
    }
    const model = tf.sequential({ layers: [new Peeking({ inputShape: [3] }), ...reading().layers] });
    const eager = { fallback: 'eager', warn: () => undefined } as const;
    const step = compileTrainStep({ model, loss: 'sparseCategoricalCrossentropy', optimizer: 'sgd', ...eager });
    const train = (...words: number[]) => step.train({ inputs: tokens(...words), targets: { shape: [1], data: [1] } });
    await train(0, 1, 2);
    expect(step.mode).toBe('eager');
    const { message } = await refusal(async () => train(0, 1, 9));
    expect(message).toMatch(/cannot be computed for these inputs: it was given 9 at \[2\], and there are 4: 0 to 3/);
    step.dispose();
  });

  it('of images that are too small, and of shapes that do not fit each other', async () => {
    const convolutions = tf.sequential({
      layers: [
        layers.conv2d({ name: 'first', inputShape: [null, null, 1] as never, filters: 1, kernelSize: 5 }),
        layers.conv2d({ name: 'second', filters: 1, kernelSize: 5 }),
      ],
    });
    const small = await refusal(() =>
      compilePredict(convolutions).predict({ shape: [1, 6, 6, 1], data: new Float32Array(36) }),
    );
    expect(small.message).toMatch(/"second".*its input is 2 long, and its window 5/);

    const [one, other] = [tf.input({ shape: [null, 2] }), tf.input({ shape: [null, 2] })];
    const sum = layers.add({ name: 'sum' }).apply([one, other]) as tf.SymbolicTensor;
    const predictor = compilePredict(tf.model({ inputs: [one, other], outputs: sum }));
    const rows = (samples: number, length: number) => ({
      shape: [samples, length, 2],
      data: new Float32Array(samples * length * 2),
    });
    expect((await refusal(() => predictor.predict(rows(1, 3), rows(1, 4)))).message).toMatch(
      /"sum".*shapes \[1,3,2\] and \[1,4,2\] do not fit each other/,
    );
    expect((await refusal(() => predictor.predict(rows(1, 3), rows(2, 3)))).message).toMatch(/1 samples, input 1 2/);
    predictor.dispose();
  });
});

describe('what is not a model, batch, loss or tensor is refused', () => {
  const make = (options: object) =>
    compileTrainStep({ model: reading(), loss: 'sparseCategoricalCrossentropy', optimizer: 'sgd', ...options });
  const batch = { inputs: tokens(0, 1, 2), targets: { shape: [1], data: [1] } };

  it.each([
    ['no options', () => compileTrainStep(undefined as never), /Received undefined. Give { model, loss, optimizer }/],
    ['no batch', () => make({}).train(undefined as never), /Received undefined for a batch/],
    ['no targets', () => make({}).train({ ...batch, targets: null as never }), /no targets for answer/],
    [
      'no rate',
      () => make({}).train(batch, { learningRate: 'high' as never }),
      /learning rate high. Allowed: a finite/,
    ],
    ['no tensor of losses', () => make({ loss: () => 3 }).train(batch), /loss of answer returned 3. Return a tensor/],
    [
      'more than there are',
      () => make({ metrics: [{ kind: 'recall', topK: 3 }] }).evaluate(batch),
      /top 3 of an output of 2/,
    ],
    ['no model to record', () => recordModel({} as never), /Received no model/],
    ['an empty model to record', () => recordModel(tf.sequential()), /no input shape yet/],
    ['no tensor', () => compile((x: tf.Tensor) => x)([1] as never), /was given an array. Give tensors/],
  ])('%s', async (...[, act, message]) => {
    expect((await refusal(act)).message).toMatch(message);
  });
});
