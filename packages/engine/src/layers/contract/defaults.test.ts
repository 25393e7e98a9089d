import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as engine from '../../index.ts';
import { tf } from '../../tensorflow.ts';

/** By tools/oracles/defaults.py. */
interface Defaults {
  readonly layer: string;
  readonly given: object;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly shape?: number[];
  /** What each weight holds that starts without chance. */
  readonly weights?: (number[] | null)[];
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/defaults.json'), 'utf8')) as {
  layers: Defaults[];
};

/** Those of docs/keras-differences.md: the setting, what it is here and in Keras. */
const DIFFERENCES: Readonly<Record<string, readonly [here: unknown, keras: unknown]>> = {
  kernelInitializer: ['VarianceScaling', 'GlorotUniform'],
  depthwiseInitializer: ['VarianceScaling', 'GlorotUniform'],
  pointwiseInitializer: ['VarianceScaling', 'GlorotUniform'],
  recurrentActivation: ['hardSigmoid', 'sigmoid'],
  'axis of softmax': [1, -1],
};

const makers = { ...tf.layers, ...engine } as unknown as Readonly<
  Record<string, (settings: object) => tf.layers.Layer>
>;

/** Initializers by their names, what is not set as null. */
function plain(value: unknown): unknown {
  const { className } = (value ?? {}) as { className?: string };
  return className ?? value ?? null;
}

describe('what is left out is what Keras takes', () => {
  afterEach(() => tf.disposeVariables());

  it.each(golden.layers.map((each) => [each.layer, each] as const))('by %s', (...[name, each]) => {
    const layer = (makers[name] as (typeof makers)[string])({ ...each.given });
    const found = Object.entries(layer.getConfig()).flatMap(([setting, value]) => {
      const keras = each.settings[setting];
      const [here, there] = DIFFERENCES[`${setting} of ${name}`] ?? DIFFERENCES[setting] ?? [];
      // What is not set becomes true where the layer is built: see below.
      if (setting === 'name' || setting === 'unitForgetBias' || keras === undefined) return [];
      if (plain(value) === here && keras === there) return [];
      return [[setting, plain(value) ?? (keras === false ? false : null), keras]];
    });
    for (const [setting, here, keras] of found) expect([setting, here]).toEqual([setting, keras]);
    if (!each.shape) return;
    layer.apply(tf.input({ shape: each.shape.slice(1) }));
    expect(layer.weights).toHaveLength(each.weights?.length ?? 0);
    each.weights?.forEach((values, index) => {
      if (values) expect([...(layer.weights[index]?.read().dataSync() ?? [])]).toEqual(values);
    });
  });
});

describe('the bias of the forget gate', () => {
  const { layers } = tf;
  const biasOf = (layer: tf.layers.Layer, shape: number[], place = 2): number[] => {
    layer.apply(tf.input({ shape }));
    return [...(layer.getWeights()[place]?.dataSync() ?? [])];
  };
  const remembering = [0, 1, 0, 0];

  it.each([
    ['lstm', () => layers.lstm({ units: 1 }), [3, 1]],
    ['rnn of an lstmCell', () => layers.rnn({ cell: layers.lstmCell({ units: 1 }) }), [3, 1]],
    ['rnn of stacked cells', () => layers.rnn({ cell: [layers.lstmCell({ units: 1 })] }), [3, 1]],
    ['bidirectional', () => layers.bidirectional({ layer: layers.lstm({ units: 1 }), mergeMode: 'concat' }), [3, 1]],
    ['convLstm2d', () => layers.convLstm2d({ filters: 1, kernelSize: 1 }), [2, 2, 2, 1]],
    ['lstm, asked for', () => layers.lstm({ units: 1, unitForgetBias: true }), [3, 1]],
  ])('is 1 in %s', (_, make, shape) => {
    expect(biasOf(make() as tf.layers.Layer, shape)).toEqual(remembering);
  });

  it('is 1 in the layer that runs backwards as well', () => {
    const both = layers.bidirectional({ layer: layers.lstm({ units: 1 }), mergeMode: 'concat' });
    expect(biasOf(both, [3, 1], 5)).toEqual(remembering);
  });

  it('is 0 where unitForgetBias is false, and after a model was saved so', () => {
    expect(biasOf(layers.lstm({ units: 1, unitForgetBias: false }), [3, 1])).toEqual([0, 0, 0, 0]);
    const layer = layers.lstm({ units: 1, unitForgetBias: false });
    const loaded = tf.serialization.SerializationMap.getMap().classNameMap.LSTM;
    const [cls, make] = loaded as unknown as [unknown, (cls: unknown, config: object) => tf.layers.Layer];
    expect(biasOf(make(cls, layer.getConfig()), [3, 1])).toEqual([0, 0, 0, 0]);
  });
});
