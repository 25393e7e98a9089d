import { tf } from '../tensorflow.ts';
import { compile } from './compile.ts';
import { compilePredict } from './compile-predict.ts';
import { compileTrainStep } from './compile-train-step.ts';
import { oneHead } from './objective/objective.fixture.ts';

afterEach(() => tf.disposeVariables());

const loss = 'sparseCategoricalCrossentropy';
const compileWith = (options: object) => compileTrainStep({ model: oneHead(3), loss, optimizer: 'adam', ...options });

describe('an option that would be ignored is refused:', () => {
  it.each([
    [{ metric: ['accuracy'] }, /Received the unknown option metric in the options\. Did you mean metrics\?/],
    [{ class_weight: { 0: 1 } }, /Received the unknown option class_weight.*Did you mean classWeights\?/],
    [{ epochs: 3 }, /Received the unknown option epochs in the options.*Allowed: device, precision/],
    [{ precision: 'bfloat16' }, /precision "bfloat16".*Allowed: "float32", "mixed_bfloat16"/],
    [{ fallback: true }, /fallback true.*Allowed: "eager"/],
    [{ device: 'GPU' }, /device "GPU".*Allowed: "cpu", "gpu"/],
    [{ lossWeight: Number.NaN }, /lossWeight null.*Allowed: a finite number/],
    [{ outputs: { colour: { loss } } }, /Received both outputs and loss/],
    [{ metrics: 'accuracy' }, /Received metrics "accuracy". Give a list, \['accuracy'\]/],
    [{ optimizer: 'adamm' }, /Did you mean "adam"/],
    [{ loss: 'mse' }, /Did you mean "meanSquaredError"/],
    [{ loss: { kind: 'huber', detla: 1 } }, /detla: unknown key. Did you mean "delta"/],
    [{ metrics: [{ kind: 'auc', thresholds: 3 }] }, /thresholds: unknown key.*numThresholds/],
    [{ model: {} }, /Received no model/],
  ])('%j', (options, message) => {
    expect(() => compileWith(options)).toThrow(message);
  });

  it('of one of several outputs', () => {
    const options = { model: oneHead(3), optimizer: 'adam', outputs: { colour: { loss, weight: 2 } } } as const;
    expect(() => compileTrainStep(options)).toThrow(/Received the unknown option weight in outputs\.colour\./);
  });

  it('of what is only run', () => {
    expect(() => compilePredict(oneHead(3), { seed: 1 } as never)).toThrow(
      /Received the unknown option seed.*Allowed: device, precision/,
    );
    expect(() => compile((x: tf.Tensor) => x, { precison: 'float32' } as never)).toThrow(/Did you mean precision/);
  });
});

it('refuses a model without layers', () => {
  expect(() => compilePredict(tf.sequential())).toThrow(/no input shape yet. Give its first layer inputShape/);
});
