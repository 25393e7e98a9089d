import { tf } from '../tensorflow.ts';
import { formatProgram } from '../program/format.ts';
import { Session } from '../session/session.ts';
import { record } from './record.ts';
import { recordModel } from '../model/record-model.ts';

const images = { name: 'image', shape: [null, 4, 4, 1] } as const;

/** Adds a constant of the size of the batch; it is registered under no name. */
class Waves extends tf.layers.Layer {
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor];
    return x.add(
      tf.tensor(
        Array.from({ length: x.size }, (_, index) => Math.sin(index)),
        x.shape,
      ),
    );
  }
}

/** Runs `body` and checks that it left no tensor behind, whether it threw or not. */
function withoutLeaks(body: () => void): void {
  const { numTensors } = tf.memory();
  const { binding } = tf.backend() as unknown as { binding: object };
  body();
  expect(tf.memory().numTensors).toBe(numTensors);
  expect((tf.backend() as unknown as { binding: object }).binding).toBe(binding);
}

describe('record', () => {
  const kernel = tf.ones([3, 3, 1, 2]);
  afterAll(() => kernel.dispose());

  it('notes each native operation with its attributes, shapes and weights', () => {
    withoutLeaks(() => {
      const program = record(
        ({ image }) => ({ features: tf.relu(tf.conv2d(image as never, kernel as never, 1, 'valid')) }),
        {
          inputs: [images],
          variables: [{ name: 'kernel', tensor: kernel }],
        },
      );
      expect(program.nodes.map(({ op }) => op)).toEqual(['Conv2D', 'Relu']);
      expect(program.nodes[0]).toMatchObject({
        inputs: [program.inputs[0]?.id, program.variables[0]?.id],
        attributes: { strides: { type: 'ints', value: [1, 1, 1, 1] }, T: { type: 'dtype', value: 'float32' } },
        outputs: [{ dtype: 'float32', shape: [null, 2, 2, 2] }],
      });
      expect(program.variables[0]?.data).toEqual(new Float32Array(18).fill(1));
      expect(program.outputs).toMatchObject([{ name: 'features', id: program.nodes[1]?.outputs[0]?.id }]);
    });
  });

  it('turns what follows the batch into null and -1', () => {
    withoutLeaks(() => {
      const program = record(
        ({ image }) => ({
          left: tf.slice(tf.reshape(image, [-1, 16]), [0, 0], [-1, 8]),
          rows: tf.reshape(image, [-1, 4]),
        }),
        { inputs: [images] },
      );
      expect(program.nodes.map(({ outputs }) => outputs[0]?.shape)).toEqual([
        [null, 16],
        [null, 8],
        [null, 4],
      ]);
      expect(formatProgram(program)).toMatch(/Slice\(%\d+, \[0,0\], \[-1,8\]\)/);
    });
  });

  it('computes numbers that follow the batch, outputs among them', async () => {
    const program = record(({ x }) => ({ count: tf.scalar(x.size), mean: tf.sum(x).mul(1 / x.size) }), {
      inputs: [{ name: 'x', shape: [null, 4] }],
    });
    const session = new Session();
    const loaded = session.load(program);
    for (const batch of [1, 7]) {
      const given = { shape: [batch, 4], data: new Float32Array(4 * batch).fill(3) };
      const [count, mean] = loaded.run([given]);
      expect(count?.data[0]).toBe(4 * batch);
      expect(mean?.data[0]).toBeCloseTo(3, 5);
    }
    session.dispose();
  });

  it('keeps sizes that do not follow the batch, with no batch at all', () => {
    const program = record(({ x }) => ({ y: tf.reshape(x, [3, 2]) }), { inputs: [{ name: 'x', shape: [2, 3] }] });
    expect(program.nodes[0]?.outputs[0]?.shape).toEqual([3, 2]);
    expect([...(program.constants[0]?.data ?? [])]).toEqual([3, 2]);
  });

  it('states the type attributes that tfjs-node leaves out', () => {
    const program = record(({ image }) => ({ y: tf.expandDims(image, 1) }), { inputs: [images] });
    expect(program.nodes.at(-1)?.attributes).toMatchObject({ T: { value: 'float32' }, Tdim: { value: 'int32' } });
  });

  it('records gradients as operations', () => {
    const program = record(({ x }) => ({ slope: tf.grad((value: tf.Tensor) => tf.sum(tf.square(value)))(x) }), {
      inputs: [{ name: 'x', shape: [4] }],
    });
    expect(program.nodes.length).toBeGreaterThan(1);
    expect(program.nodes.at(-1)?.outputs[0]?.shape).toEqual([4]);
  });

  const used = tf.ones([4]).add(1);
  const neverUsed = tf.tensor1d([1, 2, 3, 4]);
  afterAll(() => tf.dispose([used, neverUsed]));

  it.each([
    ['a tensor from outside', /Input 1 of Mul \(node 0\).*variables/, (x: typeof used) => ({ y: tf.mul(x, used) })],
    [
      'a tensor from outside that TensorFlow has not seen',
      /Input 1 of Mul/,
      (x: typeof used) => ({ y: tf.mul(x, neverUsed) }),
    ],
    ['an output from outside', /The output y/, () => ({ y: used })],
    [
      'a constant that follows the batch in no simple way',
      /A constant of Add.*node 0/,
      (x: typeof used) => ({
        y: tf.add(
          x,
          tf.tensor(
            Array.from({ length: x.size }, (_, index) => Math.sin(index)),
            x.shape,
          ),
        ),
      }),
    ],
    [
      'a value that was read',
      /A tensor was read .*record\.test\.ts:/,
      (x: typeof used) => ({ y: tf.mul(x, tf.scalar(x.dataSync()[0] as number)) }),
    ],
    [
      'a number drawn in JavaScript',
      /A random number was drawn in JavaScript .*record\.test\.ts:/,
      (x: typeof used) => ({ y: tf.mul(x, tf.randomUniform([4])) }),
    ],
    [
      'a branch on the batch',
      /Relu \(node 0\) was Elu/,
      (x: typeof used) => ({ y: x.shape[0] === 2 ? tf.relu(x) : tf.elu(x) }),
    ],
    [
      'an attribute of the batch',
      /The attribute alpha of LeakyRelu/,
      (x: typeof used) => ({ y: tf.leakyRelu(x, x.shape[0]) }),
    ],
    ['a complex number', /Complex.*float32, int32, bool/, (x: typeof used) => ({ y: tf.real(tf.complex(x, x)) })],
    ['no output', /returned no tensors/, () => ({})],
  ])('refuses %s', (_, message, fn) => {
    withoutLeaks(() => {
      const recording = () => record(({ x }) => fn(x), { inputs: [{ name: 'x', shape: [null, 4] }] });
      expect(recording).toThrow(message);
      expect(recording).toThrow(expect.objectContaining({ code: 'engine/not-recordable' }));
    });
  });

  it('names the layer, and its class', () => {
    const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4] }), new Waves({ name: 'waves' })] });
    const { nodes } = record(({ x }) => ({ y: tf.relu(model.apply(x) as tf.Tensor) }), {
      inputs: [{ name: 'x', shape: [2, 4] }],
    });
    expect(nodes.map(({ layer }) => layer)).toEqual([{ name: 'waves', className: 'Waves' }, undefined]);
    expect(() => recordModel(model)).toThrow(/^A constant of Add.* \(node 0\) in layer "waves" of class Waves was/);
  });

  it('leaves nothing behind when the function throws', () => {
    withoutLeaks(() => {
      const failing = ({ x }: { x: typeof used }) => {
        tf.relu(x);
        throw new Error('mine');
      };
      expect(() => record(failing, { inputs: [{ name: 'x', shape: [null, 4] }] })).toThrow('mine');
    });
  });
});
