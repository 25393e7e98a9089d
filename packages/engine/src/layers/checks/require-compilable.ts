import { EngineError } from '../../errors.ts';
import type { tf } from '../../tensorflow.ts';
import { requireHonouredSettings } from './ignored-settings.ts';
import { layersWithin } from '../model/layers-within.ts';

interface Internals {
  activityRegularizer?: unknown;
  _callHook?: unknown;
}

/**
 * Refuses what a compiled step would silently leave out.
 *
 * @throws EngineError `engine/invalid-options` for an activity regulariser and for a setting that tfjs ignores,
 * `engine/not-recordable` for a stateful layer and for a call hook, naming the layer
 */
export function requireCompilable(model: tf.LayersModel): void {
  requireHonouredSettings(model);
  for (const layer of layersWithin(model)) {
    if (!('layers' in layer)) requireStateless(layer);
    const { activityRegularizer, _callHook: callHook } = layer as unknown as Internals;
    if (activityRegularizer) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${layer.name}" has an activity regulariser, which tfjs does not compute. ` +
          'Remove it, or make the penalised activations an output of the model with its own loss.',
      );
    }
    if (callHook) {
      throw new EngineError(
        'engine/not-recordable',
        `The layer "${layer.name}" has a call hook, which would run once, while the step is recorded. Remove it ` +
          'with clearCallHook().',
      );
    }
  }
}

/** @throws EngineError `engine/not-recordable`, naming the layer */
export function requireStateless({ name, stateful }: tf.layers.Layer): void {
  if (!stateful) return;
  throw new EngineError(
    'engine/not-recordable',
    `The layer "${name}" is stateful: its states live between calls, outside of the program. Set stateful to false, ` +
      'and pass initial states as inputs of the model (returnState gives the last ones).',
  );
}
