import type { FitSpec, HeadSpec, NetworkSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { isComputed, isOfHead } from '@sightline/models';

/**
 * A network in two: what always gives the same for the same sample, and what is trained upon it. Their layers are the
 * network's, which disposes of them.
 */
export interface FrozenTrunk {
  readonly trunk: tf.LayersModel;
  /** From the trunk's outputs to those of the network, of the same layers and weights. */
  readonly tail: tf.LayersModel;
}

/** Of a training: what decides whether a trunk gives the same in each epoch. */
export interface Circumstances {
  readonly network: NetworkSpec;
  readonly head: HeadSpec;
  readonly fit: Pick<FitSpec, 'epochs' | 'freeze' | 'unfreeze' | 'precision'>;
  readonly isAugmented: boolean;
}

/** Settings of layers that draw random numbers in training, where they are above 0. */
const RANDOM = ['rate', 'stddev', 'dropout', 'recurrentDropout'];

/**
 * Divides a network before its head where the trunk is frozen for the whole training and gives the same outputs in each
 * epoch; a dropout just before the head belongs to what is trained.
 *
 * @param model with the layers frozen as in the first epoch
 * @returns why it cannot be divided, otherwise
 */
export function divideAtHead(
  model: tf.LayersModel,
  { network, head, fit, isAugmented }: Circumstances,
): FrozenTrunk | { readonly why: string } {
  if (isAugmented) return { why: 'the augmentation changes the samples in each epoch' };
  const later = fit.unfreeze?.find(({ epoch }) => epoch <= fit.epochs);
  if (later) return { why: `fit.unfreeze trains more layers from epoch ${later.epoch} on` };
  if (fit.precision !== 'float32') return { why: `the precision is ${fit.precision}` };
  if (network.architecture === undefined && !isComputed(head)) {
    return { why: 'a custom network may compute otherwise while it is trained' };
  }

  const chain: tf.layers.Layer[] = [];
  let features = model.outputs[0] as tf.SymbolicTensor;
  while (isOfHead(features.sourceLayer.name, head) || isDropout(features.sourceLayer)) {
    chain.unshift(features.sourceLayer);
    features = features.sourceLayer.input as tf.SymbolicTensor;
  }
  // A name that is not counted: features are found again by their network.
  const trunk = tf.model({ name: 'trunk', inputs: model.inputs, outputs: features });
  const trained = trunk.layers.find((layer) => layer.weights.length > 0 && layer.trainable);
  const random = trunk.layers.find((layer) => drawsRandomly(layer.getConfig()));
  if (trained) return { why: `${trained.name} is trained` };
  if (random) return { why: `${random.name} draws random numbers in training` };
  const inputs = tf.input({ shape: features.shape.slice(1) });
  const outputs = chain.reduce((values, layer) => layer.apply(values) as tf.SymbolicTensor, inputs);
  return { trunk, tail: tf.model({ inputs, outputs }) };
}

function isDropout(layer: tf.layers.Layer): boolean {
  return layer.weights.length === 0 && drawsRandomly(layer.getConfig());
}

/** Whether a layer, or one within it, has such a setting. */
function drawsRandomly(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return false;
  return Object.entries(config).some(([setting, value]) => {
    return typeof value === 'number' ? RANDOM.includes(setting) && value > 0 : drawsRandomly(value);
  });
}
