import { compilePredict, type Predictor } from '../compile/compile-predict.ts';
import { compileTrainStep } from '../compile/compile-train-step.ts';
import { recordModel } from '../model/record-model.ts';
import { Session } from '../session/session.ts';
import { tf } from '../tensorflow.ts';
import type { HostArray } from './host-array.ts';

/** The sum of its pixels, as Keras' model of the same kernel: 10 + 20 + 200 + 255 = 485. */
const summing = (dtype: tf.DataType = 'float32'): tf.LayersModel => {
  const pixels = tf.input({ shape: [2, 2, 1], dtype });
  const flat = tf.layers.flatten().apply(pixels);
  const sum = tf.layers.dense({ name: 'sum', units: 1, useBias: false, kernelInitializer: 'ones' }).apply(flat);
  return tf.model({ inputs: pixels, outputs: sum as tf.SymbolicTensor });
};

const shape = [1, 2, 2, 1];
const bytes = [10, 20, 200, 255];
const aside = Uint8Array.of(9, 9, 9, 9, ...bytes);
const inSharedMemory = new Uint8Array(new SharedArrayBuffer(4));
inSharedMemory.set(bytes);

const arrays: [string, HostArray['data']][] = [
  ['Uint8Array', Uint8Array.from(bytes)],
  ['Uint8Array, a part of a larger one', aside.subarray(4)],
  ['Uint8Array in shared memory', inSharedMemory],
  ['Uint8ClampedArray', Uint8ClampedArray.from(bytes)],
  ['Buffer', Buffer.from(bytes)],
  ['Int16Array', Int16Array.from(bytes)],
  ['Uint16Array', Uint16Array.from(bytes)],
  ['Int32Array', Int32Array.from(bytes)],
  ['Uint32Array', Uint32Array.from(bytes)],
  ['Float32Array', Float32Array.from(bytes)],
  ['Float64Array', Float64Array.from(bytes)],
  ['BigInt64Array', BigInt64Array.from(bytes.map(BigInt))],
  ['BigUint64Array', BigUint64Array.from(bytes.map(BigInt))],
  ['numbers', bytes],
];

/** Where numbers come in: each gives what the model makes of them. */
const doors: Record<string, (data: HostArray['data'], dtype?: tf.DataType) => Promise<number | undefined>> = {
  compilePredict: async (data, dtype) => {
    const predictor = compilePredict(summing(dtype));
    const [output] = predictor.predict({ shape, data });
    const [later] = await predictor.predictAsync({ shape, data });
    predictor.dispose();
    expect(later).toEqual(output);
    return output?.data[0];
  },
  'train of compileTrainStep': async (data, dtype) => lossOf('train', { data, dtype }),
  'evaluate of compileTrainStep': async (data, dtype) => lossOf('evaluate', { data, dtype }),
  'train, eagerly': async (data, dtype) => lossOf('train', { data, dtype, eager: true }),
  'targets of a loss': async (data) => {
    const model = tf.sequential({ layers: [tf.layers.reshape({ inputShape: [4], targetShape: [4] })] });
    const step = compileTrainStep({ model, loss: 'meanAbsoluteError', optimizer: { kind: 'sgd' } });
    const { loss } = await step.evaluate({
      inputs: { shape: [1, 4], data: [0, 0, 0, 0] },
      targets: { shape: [1, 4], data },
    });
    step.dispose();
    return loss * 4;
  },
  'weights of samples': async (data) => {
    const model = tf.sequential({ layers: [tf.layers.reshape({ inputShape: [1], targetShape: [1] })] });
    const step = compileTrainStep({ model, loss: 'meanAbsoluteError', optimizer: { kind: 'sgd' } });
    const ones = { shape: [4, 1], data: [1, 1, 1, 1] };
    const zeros = { shape: [4, 1], data: [0, 0, 0, 0] };
    const { loss } = await step.evaluate({ inputs: ones, targets: zeros, weights: { shape: [4], data } });
    step.dispose();
    return loss * 4;
  },
  'a program in a session': async (data, dtype) => {
    const session = new Session();
    const [output] = session.load(recordModel(summing(dtype))).run([{ shape, data }]);
    session.dispose();
    return output?.data[0];
  },
};

/** Reads a tensor while it computes, and so cannot be compiled. */
class Peeking extends tf.layers.Layer {
  static className = 'Peeking';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    input.dataSync();
    return input.clone();
  }
}

async function lossOf(
  method: 'train' | 'evaluate',
  { data, dtype, eager = false }: { data: HostArray['data']; dtype?: tf.DataType | undefined; eager?: boolean },
): Promise<number> {
  const input = summing(dtype);
  const model = eager
    ? tf.model({ inputs: input.inputs, outputs: new Peeking({}).apply(input.outputs) as tf.SymbolicTensor })
    : input;
  const step = compileTrainStep({
    model,
    loss: 'meanAbsoluteError',
    optimizer: { kind: 'sgd' },
    ...(eager && { fallback: 'eager', warn: () => undefined }),
  });
  const { loss } = await step[method]({ inputs: { shape, data }, targets: { shape: [1], data: Uint8Array.of(0) } });
  expect(step.mode).toBe(eager ? 'eager' : 'compiled');
  step.dispose();
  return loss;
}

describe.each(Object.entries(doors))('%s', (_, door) => {
  afterEach(() => tf.disposeVariables());

  it.each(arrays)('takes a %s as numbers', async (...[, data]) => {
    expect(await door(data)).toBe(485);
  });

  it('takes signed bytes and truth values as numbers', async () => {
    expect(await door(Int8Array.of(100, 120, 27, 5))).toBe(252);
    expect(await door([true, false, true, true])).toBe(3);
  });

  it.each([
    ['a DataView', new DataView(new ArrayBuffer(16)), /data that is a DataView.*new Float32Array/],
    ['a buffer of bytes', new ArrayBuffer(16), /data that is an ArrayBuffer.*new Float32Array/],
    [
      'nested arrays',
      [
        [10, 20],
        [200, 255],
      ],
      /an array at place 0.*flat\(Infinity\)/,
    ],
    ['text', ['10', '20', '200', '255'], /the text "10" at place 0.*Number/],
    ['a gap', [10, undefined, 200, 255], /undefined at place 1/],
    ['too few', [10, 20, 200], /received 3 numbers for the shape \[.*\], which needs 4/],
    ['a tensor', (() => tf.tensor(bytes).dataSync()) as never, /data that is a function.*dataSync\(\)/],
  ])('refuses %s by name', async (...[, data, message]) => {
    await expect(door(data as never)).rejects.toMatchObject({
      code: 'engine/invalid-options',
      message: expect.stringMatching(message),
    });
  });
});

describe('the element type of a model’s input', () => {
  afterEach(() => tf.disposeVariables());
  const casting = Object.entries(doors).filter(([name]) => !/of (a loss|samples)/.test(name));

  it.each(casting)('decides: %s takes all but 0 for true where it is bool', async (...[, door]) => {
    expect(await door(Uint8Array.of(0, 1, 255, 0), 'bool')).toBe(2);
    expect(await door(Float32Array.of(0, 0.5, -1, Number.NaN), 'bool')).toBe(3);
    expect(await door([true, false, false, true], 'bool')).toBe(2);
  });

  it.each(casting)('decides: %s takes whole numbers where it is int32', async (...[, door]) => {
    expect(await door(Float64Array.from(bytes), 'int32')).toBe(485);
    expect(await door(BigInt64Array.of(1n, 2n, 3n, -4n), 'int32')).toBe(2);
    for (const value of [1.5, Number.NaN, 2 ** 31]) {
      await expect(door([0, 0, value, 0], 'int32')).rejects.toThrow(
        new RegExp(`received ${value} in row 0 at \\[1, 0, 0\\]. Allowed: 32-bit whole numbers`),
      );
    }
  });
});

describe('inputs that do not fit the model', () => {
  const good = { shape, data: bytes };
  let predictor: Predictor;
  beforeAll(() => {
    predictor = compilePredict(summing());
  });
  afterAll(() => {
    predictor.dispose();
    tf.disposeVariables();
  });

  it.each([
    ['of another count', [], /Received 0 inputs; the model has 1.*float32\[\?,2,2,1\]/],
    ['of another count', [good, good], /Received 2 inputs; the model has 1/],
    ['of another rank', [{ shape: [2, 2, 1], data: bytes }], /shape \[2, 2, 1\]. Allowed: \[\?, 2, 2, 1\]/],
    ['of another size', [{ shape: [1, 4, 1, 1], data: bytes }], /shape \[1, 4, 1, 1\]. Allowed: \[\?, 2, 2, 1\]/],
    ['of a shape that is none', [{ shape: [-1, 2, 2, 1], data: bytes }], /with the shape \[-1,2,2,1\]/],
    ['that are none', [undefined], /received undefined/],
  ])('are refused: %s', (...[, given, message]) => {
    expect(() => predictor.predict(...(given as HostArray[]))).toThrow(message);
  });

  it('are not copied where they have the type already', () => {
    const data = Float32Array.from(bytes);
    expect(predictor.predict({ shape, data })[0]?.data[0]).toBe(485);
    data[0] = 11;
    expect(predictor.predict({ shape, data })[0]?.data[0]).toBe(486);
  });
});

it('refuses a batch whose parts have different counts, or none', async () => {
  const step = compileTrainStep({ model: summing(), loss: 'meanAbsoluteError', optimizer: { kind: 'sgd' } });
  const inputs = { shape, data: bytes };
  const targets = { shape: [2], data: [1, 2] };
  await expect(step.train({ inputs, targets })).rejects.toThrow(/1 samples in input0 and 2 in targets of sum/);
  const none = { inputs: { shape: [0, 2, 2, 1], data: [] }, targets: { shape: [0], data: [] } };
  await expect(step.train(none)).rejects.toThrow(/no samples/);
  step.dispose();
});
