import { compileTrainStep, type HostArray, tf } from '@sightline/engine';
import { errorCodeOf } from '@sightline/contracts';
import { arraySource } from '../batches/batches.ts';
import { fit } from './fit.ts';

/** Points of the plane, in three sectors. */
const rows = Array.from({ length: 60 }, (_, index) => [Math.cos(index * 2.4), Math.sin(index * 2.4)]);
const x = { shape: [60, 2], data: Float32Array.from(rows.flat()) };
const classes = rows.map(([a = 0, b = 0]) => (a > 0.5 ? 0 : b > 0 ? 1 : 2));
const y = { shape: [60], data: Int32Array.from(classes) };
const oneHot = {
  shape: [60, 3],
  data: Float32Array.from(classes.flatMap((own) => [0, 1, 2].map((of) => +(own === of)))),
};

const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ name: 'hidden', inputShape: [2], units: 4, activation: 'tanh' }),
      tf.layers.dense({ name: 'classes', units: 3, activation: 'softmax' }),
    ],
  });

const SPARSE = 'sparseCategoricalCrossentropy';

function changed(of: typeof x | typeof y | typeof oneHot, place: number, value: number): HostArray {
  const data = Float32Array.from(of.data);
  data[place] = value;
  return { shape: of.shape, data };
}

interface Wrong {
  readonly batch?: object;
  readonly options?: object;
  readonly loss?: string;
}

async function fitted({ batch = {}, options = {}, loss = SPARSE }: Wrong): Promise<unknown> {
  const model = network();
  const step = compileTrainStep({ model, loss, optimizer: 'sgd' } as Parameters<typeof compileTrainStep>[0]);
  try {
    const training = arraySource({ inputs: x, targets: y, ...batch });
    return await fit(model, { step, training, spec: { epochs: 1, batchSize: 16 }, ...options });
  } finally {
    step.dispose();
  }
}

/** What a wrong call is answered: Sightline's error, with what was received and how to mend it. */
async function refusal(call: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => new Error('It was taken.'),
      (thrown: unknown) => thrown as Error,
    );
  expect(`${errorCodeOf(error)}: ${error.message}`).toMatch(/^(trainer|engine|contracts)\//);
  return error.message;
}

afterEach(() => tf.disposeVariables());

describe('fit says what is wrong with its data:', () => {
  it.each<[string, Wrong, RegExp]>([
    ['a rank too low', { batch: { inputs: { shape: [60], data: y.data } } }, /shape \[16\]\. Allowed: \[\?, 2\]/],
    [
      'another size',
      { batch: { inputs: { shape: [60, 3], data: oneHot.data } } },
      /Input 0 of the model .*shape \[16, 3\]\. Allowed: \[\?, 2\]/,
    ],
    [
      'other counts',
      { batch: { targets: { shape: [50], data: y.data.slice(10) } } },
      /inputs have 60 samples and the targets 50\. .*\[60, 2\] and \[50\]/,
    ],
    ['a class beyond the last', { batch: { targets: changed(y, 17, 3) } }, /received 3 .*\(sample 17\).*from 0 to 2/],
    ['a negative class', { batch: { targets: changed(y, 17, -1) } }, /received -1 .*\(sample 17\)/],
    ['half a class', { batch: { targets: changed(y, 17, 0.5) } }, /received 0\.5 .*\(sample 17\)/],
    ['one-hot rows for classes', { batch: { targets: oneHot } }, /One-hot rows .* need categoricalCrossentropy/],
    ['classes for one-hot rows', { loss: 'categoricalCrossentropy' }, /Class indices need sparseCategorical/],
    [
      'an array of classes',
      { batch: { targets: classes } },
      /The targets: received an array of 60 elements.* Give \{ shape: \[60\], data: numbers \}/,
    ],
    [
      'nested arrays',
      { batch: { inputs: rows } },
      /The inputs: received nested arrays of the sizes \[60, 2\].* Give \{ shape: \[60, 2\], data: rows\.flat/,
    ],
    ['rows of several lengths', { batch: { inputs: [[1, 2], [1]] } }, /nested arrays of different lengths.* pad/],
    [
      'a typed array',
      { batch: { inputs: x.data } },
      /received a Float32Array of 120 elements without a shape.* Give \{ shape: \[120\]/,
    ],
    [
      'a tensor',
      { batch: { inputs: tf.tensor2d(x.data, [60, 2]) } },
      /The inputs: received a tf\.Tensor of shape \[60, 2\].* data: tensor\.dataSync\(\)/,
    ],
    ['a list with a tensor', { batch: { inputs: [tf.tensor2d(x.data, [60, 2])] } }, /received a tf\.Tensor of shape/],
    ['a tensor of targets', { batch: { targets: tf.tensor1d(y.data) } }, /The targets: received a tf\.Tensor/],
    [
      'names of classes',
      { batch: { targets: { shape: [2], data: ['cat', 'dog'] } } },
      /the text "cat" at place 0 of data\..* classes are numbered from 0/,
    ],
    ['no inputs', { batch: { inputs: undefined } }, /arraySource received no inputs\. Give arraySource\(\{ inputs:/],
    ['no targets', { batch: { targets: null } }, /arraySource received no targets/],
    ['an empty array of inputs', { batch: { inputs: [] } }, /no inputs/],
    [
      'no samples',
      { batch: { inputs: { shape: [0, 2], data: [] }, targets: { shape: [0], data: [] } } },
      /The training source has 0 samples/,
    ],
    ['another output', { batch: { targets: { colours: y } } }, /no targets for classes\. Give targets by the names/],
    ['weights without a shape', { batch: { weights: new Float32Array(60) } }, /weights: received a Float32Array/],
  ])('%s', async (_, wrong, message) => {
    expect(await refusal(() => fitted(wrong))).toMatch(message);
  });

  it.each<[string, Wrong, RegExp]>([
    [
      'NaN in an input',
      { batch: { inputs: changed(x, 35, Number.NaN) } },
      /training inputs of sample 17 hold NaN at \[1\]/,
    ],
    [
      'an infinite input',
      { batch: { inputs: changed(x, 34, Infinity) } },
      /inputs of sample 17 hold Infinity at \[0\]/,
    ],
    [
      'NaN in a target',
      { batch: { targets: changed(oneHot, 33, Number.NaN) }, loss: 'meanSquaredError' },
      /training targets of sample 11 hold NaN at \[0\]/,
    ],
    [
      'NaN in a weight',
      { batch: { weights: { shape: [60], data: changed(y, 5, Number.NaN).data } } },
      /training weights of sample 5 hold NaN, so/,
    ],
    [
      'NaN for validation',
      { options: { validation: arraySource({ inputs: changed(x, 35, Number.NaN), targets: y }) } },
      /validation inputs of sample 17 hold NaN at \[1\]/,
    ],
  ])('%s, rather than of the learning rate', async (_, wrong, message) => {
    const text = await refusal(() => fitted(wrong));
    expect(text).toMatch(message);
    expect(text).not.toMatch(/learningRate/);
  });

  it('whatever was wrong with what validates, before the first epoch', async () => {
    const lines: string[] = [];
    const logger = { info: (line: string) => lines.push(line), warn: () => undefined };
    const validation = arraySource({
      inputs: { shape: [20, 3], data: new Float32Array(60) },
      targets: { ...y, shape: [20], data: y.data.slice(40) },
    });
    expect(await refusal(() => fitted({ options: { validation, context: { logger } } }))).toMatch(/shape \[20, 3\]/);
    expect(lines).toEqual([]);
  });

  it('and not of the learning rate, where the first loss is infinite already', async () => {
    const targets = { shape: [60, 3], data: oneHot.data.map((value) => value * 3e38) };
    expect(await refusal(() => fitted({ batch: { targets }, loss: 'meanSquaredError' }))).toMatch(
      /The loss of the first batch is .* before any weight was updated.* Scale inputs and targets/,
    );
  });

  it('and warns of batches that are larger than the data', async () => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
    await fitted({ options: { spec: { epochs: 1, batchSize: 1000 }, context: { logger } } });
    expect(warnings).toEqual(['batchSize 1000 is more than the 60 samples: an epoch is one step.']);
  });
});

describe('fit says what is wrong with its options:', () => {
  it.each<[string, object, RegExp]>([
    ['no step', { step: undefined }, /received undefined as step\. Give what compileTrainStep/],
    ['a model as step', { step: network() }, /received an object of the class Sequential as step/],
    ['no data', { training: undefined }, /received undefined as training\. Give a source of batches: arraySource/],
    ['arrays', { training: { inputs: x, targets: y } }, /received \{ inputs, targets \} as training.*arraySource/],
    ['a list of arrays', { training: [x, y] }, /received an array as training/],
    ['arrays to validate on', { validation: { inputs: x, targets: y } }, /as validation\. .* or leave it out/],
    ['no spec', { spec: undefined }, /received undefined as spec\. Give \{ epochs: 10/],
    ['no epochs', { spec: {} }, /epochs/],
    ['a batch of 0', { spec: { epochs: 1, batchSize: 0 } }, /batchSize/],
    ['the name of a sampler', { sampler: 'shuffle' }, /received shuffle as sampler\. Give createSampler/],
    ['half a seed', { seed: 1.5 }, /received 1\.5 as seed\. Give a whole number/],
    ['one callback', { callbacks: { onEpochEnd: () => undefined } }, /as callbacks\. Give a list/],
    ['no callback in the list', { callbacks: [null] }, /received an array as callbacks\. Give a list of callbacks/],
    ['checkpoints that are none', { checkpoints: true }, /received true as checkpoints/],
    ['what it does not know', { x, y }, /unknown option x\..* samples and targets to arraySource/],
  ])('%s', async (_, options, message) => {
    expect(await refusal(() => fitted({ options }))).toMatch(message);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => fit(undefined as never, undefined as never), /received undefined as its model/],
    ['a model alone', () => fit(network(), undefined as never), /received undefined as its options\. Give fit\(model/],
    ['arrays, as in Keras', () => fit(network(), x as never), /unknown option shape/],
    ['no arrays', () => arraySource(undefined as never).count, /arraySource received no inputs/],
    ['a source of a tensor', () => arraySource(x as never).count, /arraySource received no inputs/],
  ])('%s', async (_, call, message) => {
    expect(await refusal(call)).toMatch(message);
  });
});
