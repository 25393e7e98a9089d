import type { tf } from '../../tensorflow.ts';

type Layer = tf.layers.Layer;

/** Where tfjs' models, wrappers and recurrent layers keep the layers that they are made of. */
interface Composed {
  layers?: Layer[];
  layer?: Layer;
  forwardLayer?: Layer;
  backwardLayer?: Layer;
  cell?: Layer;
  cells?: Layer[];
}

/** Where tfjs' layers keep their own weights, frozen or not. */
interface Weighted {
  readonly _trainableWeights: tf.LayerVariable[];
  readonly _nonTrainableWeights: tf.LayerVariable[];
}

/** A layer or model and all that it is made of, at any depth, each once, the outer ones first. */
export function layersWithin(layer: Layer): Set<Layer> {
  return new Set([layer, ...partsOf(layer).flatMap((part) => [...layersWithin(part)])]);
}

/** Those that are frozen: by their own `trainable`, or by that of a model or wrapper around them, as in Keras. */
export function frozenWithin(layer: Layer): Set<Layer> {
  if (!layer.trainable) return layersWithin(layer);
  return new Set(partsOf(layer).flatMap((part) => [...frozenWithin(part)]));
}

/** A model's weights in an order that does not follow what is frozen, as that of `model.weights` does. */
export function weightsWithin(model: tf.LayersModel): tf.LayerVariable[] {
  const layers = [...layersWithin(model)] as unknown as Weighted[];
  return [
    ...new Set([
      ...layers.flatMap(({ _trainableWeights: weights }) => weights),
      ...layers.flatMap(({ _nonTrainableWeights: weights }) => weights),
      ...model.weights,
    ]),
  ];
}

function partsOf(layer: Layer): Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer, cell, cells = [] } = layer as Layer & Composed;
  return [...layers, wrapped, forwardLayer, backwardLayer, cell, ...cells].filter((part) => part !== undefined);
}
