import { programToSavedModel } from '../graph/saved-model.ts';
import { tf } from '../tensorflow.ts';
import { outputNamesOf } from './model-names.ts';
import { recordModel } from './record-model.ts';

const { layers } = tf;

afterEach(() => tf.disposeVariables());

/** One layer applied to two inputs. */
function siamese(names: { embed: string; head?: string } = { embed: 'embed' }): tf.LayersModel {
  const inputs = ['left', 'right'].map((name) => tf.input({ shape: [4], name }));
  const embed = layers.dense({ units: 3, name: names.embed });
  const outputs = inputs.map((input) => embed.apply(input) as tf.SymbolicTensor);
  const head =
    names.head === undefined
      ? []
      : [layers.dense({ units: 2, name: names.head }).apply(inputs[0] as tf.SymbolicTensor)];
  return tf.model({ inputs, outputs: [...outputs, ...head] as tf.SymbolicTensor[] });
}

const namesOf = (model: tf.LayersModel) => recordModel(model).outputs.map(({ name }) => name);

describe('the outputs of a recorded model', () => {
  it('are all there when one layer gives several of them', () => {
    const program = recordModel(siamese());
    expect(program.outputs.map(({ name }) => name)).toEqual(['embed', 'embed_1']);
    expect(new Set(program.outputs.map(({ id }) => id)).size).toBe(2);
    const text = Buffer.from(programToSavedModel(program)).toString('latin1');
    for (const name of ['embed', 'embed_1']) expect(text).toContain(name);
  });

  it('are all there when a layer gives several tensors', () => {
    const input = tf.input({ shape: [3, 2] });
    const lstm = layers.simpleRNN({ units: 2, returnState: true, name: 'last' });
    const model = tf.model({ inputs: input, outputs: lstm.apply(input) as tf.SymbolicTensor[] });
    expect(outputNamesOf(model)).toEqual(['last', 'last_1']);
  });

  it('are all there when a model within gives several', () => {
    const within = siamese();
    within.name = 'within';
    const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const model = tf.model({ inputs, outputs: within.apply(inputs) as tf.SymbolicTensor[] });
    expect(namesOf(model)).toEqual(['within', 'within_1']);
  });

  it('leave a layer that is called as a numbered output would be its name', () => {
    expect(namesOf(siamese({ embed: 'embed', head: 'embed_1' }))).toEqual(['embed', 'embed_2', 'embed_1']);
  });

  it('are told from the inputs where an output is one', () => {
    const input = tf.input({ shape: [2], name: 'x' });
    const outputs = [input, layers.reLU({ name: 'y' }).apply(input) as tf.SymbolicTensor];
    const program = recordModel(tf.model({ inputs: input, outputs }));
    expect(program.outputs.map(({ name }) => name)).toEqual(['x_1', 'y']);
    expect(program.outputs[0]?.id).toBe(program.inputs[0]?.id);
  });

  it('keep the order of the model under names that are whole numbers', () => {
    const model = siamese();
    const named = recordModel(model, { inputs: ['7', '3'], outputs: ['1', '0'] });
    const plain = recordModel(model);
    expect(named.inputs.map(({ name }) => name)).toEqual(['7', '3']);
    expect(named.outputs.map(({ name }) => name)).toEqual(['1', '0']);
    expect(named.outputs.map(({ id }) => id)).toEqual(plain.outputs.map(({ id }) => id));
    expect(named.nodes).toEqual(plain.nodes);
  });
});

describe('names of one’s own', () => {
  it.each([
    ['two outputs', { inputs: ['a', 'b'], outputs: ['y', 'y'] }, /"y" is given to two/],
    ['two inputs', { inputs: ['a', 'a'], outputs: ['y', 'z'] }, /"a" is given to two/],
    ['an input and an output', { inputs: ['a', 'b'], outputs: ['b', 'z'] }, /"b" is given to two/],
    ['too few outputs', { inputs: ['a', 'b'], outputs: ['y'] }, /has 2 outputs, and 1 names.*"y"\. Give 2/],
    ['too many inputs', { inputs: ['a', 'b', 'c'], outputs: ['y', 'z'] }, /has 2 inputs, and 3 names/],
    ['nothing', { inputs: ['a', 'b'], outputs: ['', 'z'] }, /is empty/],
  ])('are refused for %s', (_, names, message) => {
    expect(() => recordModel(siamese(), names)).toThrow(message);
    expect(() => recordModel(siamese(), names)).toThrow(expect.objectContaining({ code: 'engine/invalid-options' }));
  });
});

it('keeps the weights of equally named layers apart', () => {
  const within = () => tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 2, name: 'dense' })] });
  const model = tf.sequential({ layers: [within(), within()] });
  const names = recordModel(model).variables.map(({ name }) => name);
  expect(names).toEqual(['dense/kernel', 'dense/bias', 'dense/kernel_1', 'dense/bias_1']);
});

describe('names the layer', () => {
  class Applied extends tf.layers.Layer {
    static className = 'Applied';
    readonly #fn: (x: tf.Tensor4D) => tf.Tensor;

    constructor(fn: (x: tf.Tensor4D) => tf.Tensor) {
      super({ name: 'applied' });
      this.#fn = fn;
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return this.#fn([inputs].flat()[0] as tf.Tensor4D);
    }
  }

  it.each([
    [
      'of an operation that TensorFlow has not',
      /^The layer "applied" of class Applied failed while it was recorded: Kernel 'RotateWithOffset'/,
      (x: tf.Tensor4D) => tf.image.rotateWithOffset(x, 0.3),
    ],
    [
      'of an element type that programs have not',
      /^Complex in layer "applied" of class Applied has the element type/,
      (x: tf.Tensor4D) => tf.real(tf.complex(x, x)),
    ],
  ])('%s', (_, message, fn) => {
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [4, 4, 3] }), new Applied(fn)],
    });
    expect(() => recordModel(model)).toThrow(message);
    expect(() => recordModel(model)).toThrow(expect.objectContaining({ code: 'engine/not-recordable' }));
  });
});

it('refuses a setting that tfjs ignores', () => {
  const model = tf.sequential({
    layers: [layers.categoryEncoding({ inputShape: [3], numTokens: 4, outputMode: 'tfIdf', name: 'encoded' })],
  });
  expect(() => recordModel(model)).toThrow(/"encoded" has outputMode "tfIdf"/);
});

it('refuses a stateful layer', () => {
  const lstm = layers.lstm({ batchInputShape: [2, 3, 4], units: 2, stateful: true, name: 'remembers' });
  expect(() => recordModel(tf.sequential({ layers: [lstm] }))).toThrow(/"remembers" is stateful/);
});
