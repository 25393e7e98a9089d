import { tf } from '../tensorflow.ts';
import { layersWithin } from './layers-within.ts';

/**
 * What regularisers and `addLoss` add to the loss: each once, those of recurrent cells, of layers inside wrappers and of models included, as in Keras
 * (tfjs forgets these three, and counts those of a layer that is used twice double).
 */
export function penaltiesOf(model: tf.LayersModel): tf.Scalar[] {
  const { calculateLosses } = tf.layers.Layer.prototype;
  const layers = [...layersWithin(model)];
  const overriding = layers.filter((layer) => !('layers' in layer) && layer.calculateLosses !== calculateLosses);
  const losses = new Set(layers.filter((layer) => !overriding.includes(layer)).flatMap(({ losses: own }) => own));
  return [...[...losses].map((loss) => loss()), ...overriding.flatMap((layer) => layer.calculateLosses())];
}
