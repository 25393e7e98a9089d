import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historySchema, type TrainInput, trainInputSchema, type TrainOutput } from '@sightline/contracts';
import { loadModel } from '@sightline/models';
import { tf } from '@sightline/engine';
import { openDataset, loadPixels } from '@sightline/ingest';
import { buildStandIn } from '../custom/build-stand-in.ts';
import { train } from '../train.ts';
import { bands, type Bands, SIDE } from './bands.fixture.ts';

/** Places in the picture, to a power. */
const CUSTOM = `
import { tf } from '@sightline/engine';
import { addHead, type CustomModel } from '@sightline/models';

class Powers extends tf.layers.Layer {
  static className = 'Powers';
  override call(inputs: tf.Tensor | tf.Tensor[]) { return tf.pow([inputs].flat()[0] as tf.Tensor, POWER); }
}
tf.serialization.registerClass(Powers);

export const build: CustomModel = ({ inputShape, head, seed }) => {
  const inputs = tf.input({ shape: [...inputShape] });
  const features = tf.layers.flatten().apply(new Powers({}).apply(inputs)) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: addHead(features, head, seed) });
};`;

let given: Bands;
let input: TrainInput;
let before: TrainOutput;
beforeAll(async () => {
  given = await bands();
  before = await train(await given.inputOf('four', [0, 1, 2, 3]), given.context);
  input = await given.inputOf('three', [1, 2, 3]);
});
afterAll(() => given.remove());

function withHead(head: object, changes: object = {}): TrainInput {
  const weights = { from: before.model.id, head: 'new' } as const;
  const model = { ...input.model, weights };
  const task = { kind: 'classification', head };
  return trainInputSchema.parse({ ...input, model, task, fit: { epochs: 1 }, ...changes });
}

/** Directions of the trunk's outputs, and the classes of the samples, by split. */
async function directions(output: TrainOutput) {
  const { artifacts } = given.context;
  const model = await loadModel(artifacts, output.model);
  const inputs = model.inputs;
  const trunk = tf.model({ inputs, outputs: model.getLayer('probabilities').input });
  const dataset = await openDataset(artifacts, input.dataset);
  const of = async (split: 'train' | 'validation') => {
    const samples = dataset.of(split);
    const pixels = await loadPixels(dataset, samples, input.preprocess, given.context);
    const images = tf.tensor(
      Float32Array.from(pixels, (byte) => byte / 255),
      [samples.length, SIDE, SIDE, 1],
    );
    const rows = (trunk.predict(images) as tf.Tensor2D).arraySync();
    const unit = rows.map((row) => row.map((value) => value / Math.max(Math.hypot(...row), 1e-12)));
    const said = (model.predict(images) as tf.Tensor2D).arraySync();
    return { unit, said, classes: samples.map(({ label }) => Number(label?.at(-1)) - 1) };
  };
  return { training: await of('train'), validation: await of('validation') };
}

const dot = (one: readonly number[], other: readonly number[]) => {
  return one.reduce((sum, value, index) => sum + value * (other[index] as number), 0);
};

describe('a head that is computed upon a frozen trunk', () => {
  it('says what fraction of the nearest neighbours each class has, by cosine', async () => {
    const output = await train(withHead({ kind: 'nearestNeighbours', neighbours: 3 }), given.context);
    expect(output.figures['accuracy']?.value).toBeGreaterThan(0.8);
    const { training, validation } = await directions(output);
    validation.unit.forEach((row, sample) => {
      const nearest = training.unit
        .map((other, index) => ({ cosine: dot(row, other), of: training.classes[index] as number }))
        .sort((one, other) => other.cosine - one.cosine)
        .slice(0, 3);
      const votes = [0, 1, 2].map((each) => nearest.filter(({ of }) => of === each).length / 3);
      votes.forEach((vote, index) => expect(validation.said[sample]?.[index]).toBeCloseTo(vote, 5));
    });
  });

  it('says how near the prototype of each class is, by cosine', async () => {
    const output = await train(withHead({ kind: 'prototypes', temperature: 0.2 }), given.context);
    expect(output.figures['accuracy']?.value).toBeGreaterThan(0.8);
    const { training, validation } = await directions(output);
    const prototypes = [0, 1, 2].map((each) => {
      const own = training.unit.filter((_, index) => training.classes[index] === each);
      const sum = (own[0] as number[]).map((_, place) => own.reduce((total, row) => total + (row[place] as number), 0));
      return sum.map((value) => value / Math.hypot(...sum));
    });
    validation.unit.forEach((row, sample) => {
      const weights = prototypes.map((prototype) => Math.exp(dot(row, prototype) / 0.2));
      const all = weights.reduce((sum, value) => sum + value, 0);
      weights.forEach((value, index) => expect(validation.said[sample]?.[index]).toBeCloseTo(value / all, 4));
    });
  });

  it('has one epoch in its history and the trunk that it was given', async () => {
    const { model, epochs } = await train(withHead({ kind: 'prototypes' }), given.context);
    expect(epochs).toBe(1);
    const history = await given.context.artifacts.readJson(model, 'history.json', historySchema);
    expect(history.epochs).toEqual([
      {
        epoch: 1,
        learningRate: 0,
        training: { loss: expect.any(Number), accuracy: expect.any(Number) },
        validation: { loss: expect.any(Number), accuracy: expect.any(Number) },
      },
    ]);
  });

  it('is computed upon a custom network, again where the code of its layers is another', async () => {
    const module = join(given.root, 'network.ts');
    const build = async (power: number): Promise<TrainOutput> => {
      await writeFile(module, CUSTOM.replace('POWER', String(power)));
      const changed = withHead({ kind: 'prototypes' }, { model: { module, export: 'build' } });
      return train(changed, given.context);
    };
    const [first, other, again] = [await build(1), await build(3), await build(1)];
    expect(first.figures['accuracy']?.value).toBeGreaterThan(0.8);
    expect(other.weightsSha256).not.toBe(first.weightsSha256);
    expect(again.weightsSha256).toBe(first.weightsSha256);
  });

  it('is refused where the samples change, and for more neighbours than there are samples', async () => {
    const precision = { fit: { epochs: 1, precision: 'mixed_bfloat16' } };
    await expect(train(withHead({ kind: 'prototypes' }, precision), given.context)).rejects.toThrow(
      /head of prototypes is computed from .* must be the same each time: the precision is mixed_bfloat16\./,
    );
    await expect(train(withHead({ kind: 'nearestNeighbours', neighbours: 500 }), given.context)).rejects.toThrow(
      /asks for the 500 nearest neighbours of 33 training samples/,
    );
    const smoothed = withHead({ kind: 'prototypes' });
    const task = { ...smoothed.task, labelSmoothing: 0.1 } as TrainInput['task'];
    await expect(train({ ...smoothed, task }, given.context)).rejects.toThrow(
      /prototypes is computed, not trained: labelSmoothing and classWeights would be ignored/,
    );
  });

  it('is built without data as well, to check a pipeline', async () => {
    const pipeline = { ...withHead({ kind: 'nearestNeighbours', neighbours: 5 }), mix: [], augment: [] };
    expect((await buildStandIn({ ...pipeline, model: input.model })).table).toContain(
      'probabilities (NearestNeighbours)',
    );
  });
});
