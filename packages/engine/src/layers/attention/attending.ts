import type { StepContext } from '../../record/step-context.ts';
import { dropUnits } from '../regularization/dropout.ts';
import { tf } from '../../tensorflow.ts';

type Call = tf.layers.Layer['call'];
type Mask = tf.Tensor | null | undefined;

/** The settings that layers of attention share. */
export interface AttentionOptions {
  name?: string;
  /** The fraction of attention weights that is dropped in training; 0 by default. */
  dropout?: number;
  /** Whether a position attends only to itself and those before it; false by default. */
  useCausalMask?: boolean;
  /** Whether the weights of the values are a second output; false by default. */
  returnAttentionScores?: boolean;
}

/** What a call brings besides its inputs. */
export interface Attending {
  /** Of the inputs, `[batch, positions]`, true where a position counts. */
  readonly masks: readonly Mask[];
  /** Dropout of the attention weights. */
  readonly drop: (weights: tf.Tensor) => tf.Tensor;
}

export interface AttentionLayer extends tf.layers.Layer {
  readonly dropout: number;
  attend(inputs: tf.Tensor[], attending: Attending): tf.Tensor | tf.Tensor[];
}

/** Its call in eager tfjs. */
export function callEagerly(layer: AttentionLayer, ...[inputs, kwargs]: Parameters<Call>): tf.Tensor | tf.Tensor[] {
  return call(layer, [inputs, kwargs], (weights) => tf.dropout(weights, layer.dropout));
}

/** Its call in a recorded step: random numbers are drawn in the graph. */
export function lowerAttention(layer: tf.layers.Layer, context: StepContext): Call {
  const attention = layer as AttentionLayer;
  const drop = (weights: tf.Tensor): tf.Tensor =>
    dropUnits(weights, { rate: attention.dropout, shape: weights.shape, layer: layer.name }, context);
  return (...given) => call(attention, given, drop);
}

function call(layer: AttentionLayer, [inputs, kwargs]: Parameters<Call>, drop: Attending['drop']): ReturnType<Call> {
  const drops = kwargs.training && layer.dropout > 0;
  const masks = [(kwargs.mask ?? []) as Mask | Mask[]].flat();
  return tf.tidy(() => layer.attend([inputs].flat(), { masks, drop: drops ? drop : (weights) => weights }));
}

/** Values weighted by the softmax of scores, and these weights, before and after dropout. */
export interface Weighted {
  readonly attended: tf.Tensor;
  readonly weights: tf.Tensor;
  readonly dropped: tf.Tensor;
}

/**
 * The values, weighted by the softmax of scores `[…, queries, keys]`.
 *
 * @param masks each broadcasts to the scores; where one is false, a key does not count
 */
export function weighted(
  { scores, values }: { scores: tf.Tensor; values: tf.Tensor },
  masks: readonly Mask[],
  drop: Attending['drop'],
): Weighted {
  const given = masks.filter((mask): mask is tf.Tensor => Boolean(mask));
  const counted = given.length > 0 ? given.reduce((all, mask) => all.logicalAnd(mask)) : undefined;
  const masked = counted ? tf.where(counted, scores, tf.scalar(MASKED)) : scores;
  const weights = tf.softmax(masked);
  const dropped = drop(weights);
  return { attended: tf.matMul(dropped, values), weights, dropped };
}

/** The score of what does not count, as in Keras: where nothing counts, all weights are alike. */
const MASKED = -1e9;

/** `[queries, keys]`: true where a query does not come before a key. */
export function causalMask({ shape }: tf.Tensor): tf.Tensor {
  const [queries, keys] = shape.slice(-2) as [number, number];
  return tf.greaterEqual(tf.range(0, queries, 1, 'int32').expandDims(1), tf.range(0, keys, 1, 'int32').expandDims(0));
}

/** Of the first input, as in Keras; scores have none. */
export function maskOfQueries(mask: tf.Tensor | tf.Tensor[] | null | undefined, withScores: boolean): tf.Tensor {
  const ofQueries = [mask].flat()[0] ?? null;
  // tfjs takes a mask for each output, whatever its types say.
  return (withScores ? [ofQueries, null] : ofQueries) as tf.Tensor;
}
