import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import type { ActivationName } from '../activation/activations.ts';

export interface ActivationOptions {
  name?: string;
  activation: ActivationName;
  inputShape?: (number | null)[];
}

/**
 * An activation as a layer: `tf.layers.activation` for those names as well that tfjs does not know, like `silu`,
 * `hardSwish` and `hardSigmoid6`. Any layer's `activation` setting takes them too.
 *
 * @throws EngineError `engine/invalid-options` for a name that does not exist
 * @example
 * tf.sequential({ layers: [tf.layers.dense({ inputShape: [8], units: 8 }), activation({ activation: 'silu' })] });
 */
export function activation(options: ActivationOptions): tf.layers.Layer {
  return keeping(tf.layers.activation(options as Parameters<typeof tf.layers.activation>[0]), options);
}
