import { tf } from '../../tensorflow.ts';
import { compilePredict } from '../compile-predict.ts';
import { batch, compileFor, dense, layerOf, network } from './model-changes.fixture.ts';
import { floats } from '../objective/objective.fixture.ts';

describe('programs of a model that changes', () => {
  afterEach(() => tf.disposeVariables());

  it('are those of before when what is trained is again as it was', async () => {
    const model = network();
    const step = compileFor(model);
    const programs = [true, false, true, false].map((trainable) => {
      layerOf(model, 'first').trainable = trainable;
      return step.program(batch(4));
    });
    expect(programs[2]).toBe(programs[0]);
    expect(programs[3]).toBe(programs[1]);
    expect(programs[1]).not.toBe(programs[0]);
    step.dispose();
  });

  it('call weights the same, whatever is frozen when they are compiled', () => {
    const encoder = () => tf.sequential({ layers: [dense('same', 3, { inputShape: [3] })] });
    const [first, second] = [encoder(), encoder()];
    const model = tf.sequential({ layers: [first, second, dense('last', 1)] });
    const namesOf = (): string[] => {
      const step = compileFor(model);
      step.program(batch(2));
      first.getLayer('same').setWeights([tf.zeros([3, 3]), tf.zeros([3])]);
      const zeros = [...step.read()].filter(([, data]) => data.every((value) => value === 0) && data.length === 9);
      step.dispose();
      return zeros.map(([name]) => name).filter((name) => !name.includes('velocity'));
    };
    expect(namesOf()).toEqual(['same/kernel']);
    first.trainable = false;
    expect(namesOf()).toEqual(['same/kernel']);
  });

  it('of inference are of the weights when they were compiled, for batches of every size', () => {
    const model = network();
    const inputs = floats([2, 3], 1);
    const expected = tf.tidy(() => (model.predict(tf.tensor(inputs.data, [2, 3])) as tf.Tensor).dataSync());
    const { numTensors } = tf.memory();
    const predictor = compilePredict(model);
    const [alone] = predictor.predict({ shape: [1, 3], data: inputs.data.slice(0, 3) });
    const zeros = [tf.zeros([4, 1]), tf.zeros([1])];
    layerOf(model, 'last').setWeights(zeros);
    const [both] = predictor.predict(inputs);
    expect(Array.from(both?.data ?? [])).toEqual(Array.from(expected, (value) => expect.closeTo(value, 5)));
    expect(both?.data[0]).toBeCloseTo(alone?.data[0] as number, 5);
    expect(layerOf(model, 'last').getWeights()[0]?.dataSync()).toEqual(new Float32Array(4));
    const { activation } = tf.layers.dense({ units: 1, activation: 'relu' }) as unknown as { activation: object };
    Object.assign(layerOf(model, 'last'), { activation });
    const [clipped] = predictor.predict(inputs);
    expect(Array.from(clipped?.data ?? []).every((value) => value >= 0)).toBe(true);
    tf.dispose(zeros);
    predictor.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
