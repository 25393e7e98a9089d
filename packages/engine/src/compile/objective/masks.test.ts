import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gru } from '../../layers/recurrent/gru.ts';
import type { HostTensor } from '../../host/host-tensor.ts';
import { tf } from '../../tensorflow.ts';
import type { TrainStep } from '../compile-train-step.ts';
import { compileFor } from './objective.fixture.ts';
import type { ObjectiveOptions } from './objective.ts';

type Layer = tf.layers.Layer;
type Options = Readonly<Record<string, unknown>>;
type Nodes = Readonly<Record<string, readonly [kind: string, options: Options, of: readonly string[]]>>;

interface Output {
  readonly loss: string;
  readonly targets: string;
  readonly metrics: readonly string[];
}

interface Case extends Output {
  readonly nodes: Nodes;
  readonly inputs: readonly string[];
  readonly outputs?: Readonly<Record<string, Output>>;
  readonly weights?: string;
  readonly rows?: readonly number[];
  /** The loss, then the metrics; of several outputs, the loss alone. */
  readonly before: readonly number[];
  /** The loss of a step of gradient descent between them. */
  readonly training: number;
  readonly after: readonly number[];
}

/** What Keras says of models with masks, by tools/oracles/masks.py. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/masks.json'), 'utf8')) as {
  inputs: Record<string, tf.TensorLike>;
  targets: Record<string, tf.TensorLike>;
  weights: Record<string, tf.TensorLike>;
  cases: Record<string, Case>;
};

const identifier = (name: string): string => name.replaceAll(' ', '_');

function layerOf(name: string, kind: string, options: Options): Layer {
  if (kind === 'model') {
    const start = tf.input({ shape: options.shape as number[] });
    const tensors = connect(options.nodes as Nodes, { in: start });
    return tf.model({ inputs: start, outputs: Object.values(tensors).at(-1) as tf.SymbolicTensor });
  }
  const settings = { ...options, name: identifier(name) };
  if (kind === 'timeDistributed' || kind === 'bidirectional') {
    const [inner, theirs] = options.layer as [string, Options];
    return tf.layers[kind]({ ...settings, layer: layerOf(`${name} inner`, inner, theirs) } as never);
  }
  if (kind === 'gru') return gru(settings as never);
  if (kind === 'lstm') return tf.layers.lstm({ recurrentActivation: 'sigmoid', ...settings } as never);
  if (kind === 'leakyReLU') return tf.layers.leakyReLU({ alpha: 0.3, ...settings });
  return (tf.layers as unknown as Record<string, (settings: object) => Layer>)[kind]?.(settings) as Layer;
}

function connect(nodes: Nodes, starts: Readonly<Record<string, tf.SymbolicTensor>>): Record<string, tf.SymbolicTensor> {
  const tensors = { ...starts };
  for (const [name, [kind, options, of]] of Object.entries(nodes)) {
    const given = of.map((each) => tensors[each] as tf.SymbolicTensor);
    const [first] = given as [tf.SymbolicTensor];
    tensors[name] = layerOf(name, kind, options).apply(given.length > 1 ? given : first) as tf.SymbolicTensor;
  }
  return tensors;
}

const leavesOf = (model: tf.LayersModel): Layer[] =>
  model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? leavesOf(layer) : [layer]));

/** The weights that the oracle sets. */
function fill(model: tf.LayersModel): void {
  let place = 0;
  const byName = leavesOf(model).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const layer of byName) {
    const { layer: inner = layer } = layer as Layer & { layer?: Layer };
    const isVariance = inner.getClassName() === 'BatchNormalization';
    const values = layer.weights.map(({ shape }) => {
      const size = shape.reduce<number>((product, each) => product * (each as number), 1);
      const waves = Float32Array.from({ length: size }, (_, index) => Math.sin(index * 1.3 + place));
      place++;
      return tf.tensor(isVariance ? waves.map((wave) => 1 + 0.5 * wave) : waves, shape as number[]);
    });
    layer.setWeights(values);
    tf.dispose(values);
  }
}

function modelOf({ nodes, inputs, outputs }: Case): tf.LayersModel {
  const shapes: Record<string, number[]> = { values: [5, 2] };
  const starts = Object.fromEntries(inputs.map((name) => [name, tf.input({ shape: shapes[name] ?? [5], name })]));
  const tensors = connect(nodes, starts);
  const ends = Object.keys(outputs ?? { [Object.keys(nodes).at(-1) as string]: true });
  const model = tf.model({
    inputs: Object.values(starts),
    outputs: ends.map((name) => tensors[name] as tf.SymbolicTensor),
  });
  fill(model);
  return model;
}

function objectiveOf({ outputs, weights, loss, metrics }: Case): ObjectiveOptions {
  const of = (output: Pick<Output, 'loss' | 'metrics'>) =>
    ({ loss: output.loss, [weights ? 'weightedMetrics' : 'metrics']: output.metrics }) as never;
  if (!outputs) return of({ loss, metrics });
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, each]) => [identifier(name), of(each)])) };
}

function batchOf({ inputs, outputs, targets, weights, rows }: Case) {
  const host = (values: tf.TensorLike): HostTensor<Float32Array> =>
    tf.tidy(() => {
      const all = tf.tensor(values, undefined, 'float32');
      const tensor = rows ? tf.gather(all, [...rows]) : all;
      return { shape: tensor.shape, data: tensor.dataSync<'float32'>() };
    });
  const targetsOf = (name: string) => host(golden.targets[name] as tf.TensorLike);
  return {
    inputs: inputs.map((name) => host(golden.inputs[name] as tf.TensorLike)),
    targets: outputs
      ? Object.fromEntries(Object.entries(outputs).map(([name, each]) => [identifier(name), targetsOf(each.targets)]))
      : targetsOf(targets),
    ...(weights !== undefined && { weights: host(golden.weights[weights] as tf.TensorLike) }),
  };
}

async function judge(
  step: TrainStep,
  { outputs, metrics }: Case,
  batch: ReturnType<typeof batchOf>,
): Promise<number[]> {
  const result = await step.evaluate(batch);
  return [result.loss, ...(outputs ? [] : metrics.map((name) => result.metrics[name] as number))];
}

const near = (values: readonly number[], digits: number): unknown =>
  values.map((value) => expect.closeTo(value, digits));

const names = Object.keys(golden.cases);

describe('masked positions', () => {
  afterEach(() => tf.disposeVariables());

  it.each(names)('count in loss, metrics and gradients as in Keras: %s', async (name) => {
    const each = golden.cases[name] as Case;
    const [model, batch] = [modelOf(each), batchOf(each)];
    const step = compileFor(model, objectiveOf(each));
    expect(await judge(step, each, batch)).toEqual(near(each.before, 4));
    const { loss } = await step.train(batch, { learningRate: 0.5 });
    expect(loss).toBeCloseTo(each.training, 4);
    expect(await judge(step, each, batch)).toEqual(near(each.after, 4));
    step.dispose();
  });

  /** A layer that reads values, and hands its mask on. */
  class Peeking extends tf.layers.Layer {
    static className = 'Peeking';
    constructor() {
      super({ name: 'peeking' });
      this.supportsMasking = true;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [input] = [inputs].flat() as [tf.Tensor];
      return input.mul(input.dataSync().length / input.size);
    }
  }

  it.each(['LSTM', 'weights of positions', 'bidirectional concat', 'multiply', 'time distributed normalisation'])(
    'the same eagerly, and after a layer of one’s own: %s',
    async (name) => {
      const each = golden.cases[name] as Case;
      const inner = modelOf(each);
      const output = new Peeking().apply(inner.outputs[0] as tf.SymbolicTensor) as tf.SymbolicTensor;
      const model = tf.model({ inputs: inner.inputs, outputs: output });
      const step = compileFor(model, { ...objectiveOf(each), fallback: 'eager', warn: () => {} } as never);
      expect(step.mode).toBe('eager');
      const batch = batchOf(each);
      expect(await judge(step, each, batch)).toEqual(near(each.before, 4));
      await step.train(batch, { learningRate: 0.5 });
      expect(await judge(step, each, batch)).toEqual(near(each.after, 4));
      step.dispose();
    },
  );

  it('the same in mixed precision', async () => {
    const each = golden.cases.LSTM as Case;
    const step = compileFor(modelOf(each), {
      ...objectiveOf(each),
      precision: 'mixed_bfloat16',
      warn: () => {},
    } as never);
    expect(await judge(step, each, batchOf(each))).toEqual(near(each.before, 1));
    step.dispose();
  });

  it('go through a softmax of each step', async () => {
    const each = golden.cases.LSTM as Case;
    const nodes = {
      ...each.nodes,
      head: ['dense', { units: 3 }, ['layer0']],
      softmax: ['softmax', { axis: -1 }, ['head']],
    };
    const step = compileFor(modelOf({ ...each, nodes: nodes as never }), objectiveOf(each));
    expect(await judge(step, each, batchOf(each))).toEqual(near(each.before, 4));
    step.dispose();
  });

  it('are refused by what gives one number per sample', async () => {
    const each = golden.cases.LSTM as Case;
    const [model, batch] = [modelOf(each), batchOf(each)];
    const loss = (_: tf.Tensor, predictions: tf.Tensor) => predictions.mean([1, 2]);
    const step = compileFor(model, { loss });
    await expect(step.evaluate(batch)).rejects.toThrow(/mask of positions are \[3, 5\], what they weigh is \[3\]/);
    step.dispose();
  });
});
