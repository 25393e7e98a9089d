import { tf } from '../../tensorflow.ts';
import { layersWithin } from '../model/layers-within.ts';

/**
 * What regularisers and `addLoss` add to the loss: each once, those of recurrent cells, of layers inside wrappers and
 * of models included, as in Keras (tfjs forgets these three, and counts those of a layer that is used twice double).
 * What is of frozen weights alone is left out.
 */
export function penaltiesOf(model: tf.LayersModel): tf.Scalar[] {
  const { calculateLosses } = tf.layers.Layer.prototype;
  const layers = [...layersWithin(model)];
  const overriding = layers.filter((layer) => !('layers' in layer) && layer.calculateLosses !== calculateLosses);
  const losses = new Set(layers.filter((layer) => !overriding.includes(layer)).flatMap(({ losses: own }) => own));
  const trained = new Set<object>(model.trainableWeights);
  const counted = [...losses].flatMap((loss) => {
    const { value, weights } = readingWeights(loss);
    return weights.size === 0 || [...weights].some((weight) => trained.has(weight)) ? [value] : [];
  });
  return [...counted, ...overriding.flatMap((layer) => layer.calculateLosses())];
}

/** What a function gives, and which weights of layers it reads. */
function readingWeights<Value>(fn: () => Value): { value: Value; weights: ReadonlySet<object> } {
  const weights = new Set<object>();
  const { read } = tf.LayerVariable.prototype;
  tf.LayerVariable.prototype.read = function (this: InstanceType<typeof tf.LayerVariable>) {
    weights.add(this);
    return read.call(this);
  };
  try {
    return { value: fn(), weights };
  } finally {
    tf.LayerVariable.prototype.read = read;
  }
}
