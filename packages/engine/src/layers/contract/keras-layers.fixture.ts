import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as engine from '../../index.ts';
import { tf } from '../../tensorflow.ts';

type Nested = tf.TensorLike;
type Maker = (config: object) => tf.layers.Layer;

/** A layer by its name in `tf.layers`; layers inside its settings are such too. */
interface LayerConfig {
  readonly layer: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What Keras made of a layer, by tools/oracles/layers.py. */
export interface KerasCase extends LayerConfig {
  /** The inputs are class numbers. */
  readonly classes?: number;
  /** The inputs after the first are the initial states. */
  readonly states?: boolean;
  readonly training?: boolean;
  readonly frozen?: boolean;
  readonly inputs: Nested[];
  readonly weights: Nested[];
  readonly statistics: Nested[];
  readonly outputs: Nested[];
  /** The gradients are those of the sum of the outputs times these. */
  readonly cotangents: Nested[];
  readonly gradients: { readonly inputs: Nested[]; readonly weights: Nested[] };
  readonly statisticsAfter: Nested[];
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../../golden/layers.json'), 'utf8')) as {
  cases: KerasCase[];
};

export const kerasCases = golden.cases;

/** The engine's own layers come before tfjs'. */
const makers = { ...tf.layers, ...engine } as unknown as Readonly<Record<string, Maker>>;

/**
 * The case as a model with Keras' weights.
 *
 * @param batch `null` is an open one
 */
export function modelOf(each: KerasCase, batch: number | null = null): tf.LayersModel {
  const symbolic = each.inputs.map((values) => tf.input({ batchShape: [batch, ...shapeOf(values).slice(1)] }));
  const outputs = apply(each, symbolic.length > 1 ? symbolic : (symbolic[0] as tf.SymbolicTensor));
  const model = tf.model({ inputs: symbolic, outputs });
  if (each.frozen) model.trainable = false;
  const weights = [...model.trainableWeights, ...model.nonTrainableWeights];
  [...each.weights, ...each.statistics].forEach((values, index) => {
    const value = tf.tensor(values, undefined, 'float32');
    weights[index]?.write(value);
    value.dispose();
  });
  return model;
}

/** The shape of nested lists. */
export function shapeOf(values: Nested): number[] {
  return Array.isArray(values) ? [values.length, ...shapeOf(values[0] as Nested)] : [];
}

type Symbolic = tf.SymbolicTensor | tf.SymbolicTensor[];

function apply({ layer, config }: LayerConfig, inputs: Symbolic): Symbolic {
  if (layer !== 'sequential') return makeLayer({ layer, config }).apply(inputs) as Symbolic;
  return (config.layers as LayerConfig[]).reduce((value, inner) => apply(inner, value), inputs);
}

function makeLayer({ layer, config }: LayerConfig): tf.layers.Layer {
  const settings = Object.entries(config).map(([name, value]) => [name, withLayers(value)]);
  return (makers[layer] as Maker)(Object.fromEntries(settings));
}

/** A setting, the layers in it made. */
function withLayers(setting: unknown): unknown {
  if (Array.isArray(setting)) return setting.map(withLayers);
  return typeof setting === 'object' && setting !== null && 'layer' in setting
    ? makeLayer(setting as LayerConfig)
    : setting;
}
