import { didYouMean } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { activationNames } from '../activation/activations.ts';
import '../mended/mended.ts';

type Settings = Readonly<Record<string, unknown>>;
type Maker = (settings?: Settings, ...more: unknown[]) => unknown;

/**
 * What any layer takes, and some take without keeping it in their configuration; `units` of convolutional LSTMs are in
 * tfjs' types alone.
 */
const TAKEN = (
  'name dtype inputShape batchInputShape batchSize inputDType trainable weights inputDim inputLength updatable ' +
  'depthMultiplier dataFormat groups outputPadding dilationRate layer cell resetAfter implementation units'
).split(' ');

/** Settings of Keras' that tfjs' layers do not know, at the values that leave everything as it is here. */
const WITHOUT_EFFECT: Settings = {
  negativeSlope: 0,
  threshold: 0,
  keepdims: false,
  renorm: false,
  synchronized: false,
  rmsScaling: false,
  padToAspectRatio: false,
  antialias: false,
  zeroOutputForMask: false,
  timeMajor: false,
  sparse: false,
  ragged: false,
};

/** Of these, what a file of Keras' may hold that means something else than nothing. */
const MEANINGFUL = Object.keys(WITHOUT_EFFECT);

/**
 * Refuses settings that tfjs takes and drops: where a layer is made, and, of those that change what a layer computes,
 * where one is loaded.
 */
function refuseUnknown(): void {
  const makers = tf.layers as unknown as Record<string, Maker>;
  for (const [name, make] of Object.entries(makers)) {
    if (!/^[a-z]/.test(name) || name === 'input' || name === 'inputLayer') continue;
    makers[name] = (settings, ...more) => {
      requireActivations(name, settings ?? {});
      const layer = make(settings, ...more);
      return settings && layer instanceof tf.layers.Layer ? keeping(layer, settings) : layer;
    };
  }
  const { classNameMap } = tf.serialization.SerializationMap.getMap() as unknown as {
    classNameMap: Record<string, [unknown, (cls: unknown, config: Settings, ...more: unknown[]) => unknown]>;
  };
  for (const entry of Object.values(classNameMap)) {
    const [, fromConfig] = entry;
    entry[1] = (cls, config, ...more) => {
      const object = fromConfig(cls, config, ...more);
      return object instanceof tf.layers.Layer ? keeping(object, pick(config, MEANINGFUL)) : object;
    };
  }
}

/**
 * The layer that was made of these settings.
 *
 * @throws EngineError `engine/invalid-options`, naming the layer, for a setting that nothing is left of
 */
export function keeping<Layer extends tf.layers.Layer>(layer: Layer, settings: object): Layer {
  const known = new Set([...TAKEN, ...Object.keys(configOf(layer))]);
  for (const [setting, value] of Object.entries(settings)) {
    if (known.has(setting) || value === undefined || value === null) continue;
    if (Object.hasOwn(WITHOUT_EFFECT, setting) && WITHOUT_EFFECT[setting] === value) continue;
    const names = [...known].filter((name) => name in configOf(layer));
    const hint = didYouMean(setting.replaceAll('_', ''), names, '');
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${layer.name}" (${layer.getClassName()}) was given ${setting} ${JSON.stringify(value)}, which tfjs ` +
        `does not know and would ignore.${hint} Allowed: ${names.join(', ')}.`,
    );
  }
  return layer;
}

/** @throws EngineError `engine/invalid-options` for an activation that does not exist */
function requireActivations(maker: string, settings: Settings): void {
  for (const setting of ['activation', 'recurrentActivation']) {
    const value = settings[setting];
    const names = activationNames();
    if (typeof value !== 'string' || names.includes(value)) continue;
    const layer = typeof settings.name === 'string' ? settings.name : maker;
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${layer}" was given ${setting} "${value}", which does not exist.` +
        `${didYouMean(value.replaceAll('_', ''), names)} Allowed: ${names.join(', ')}.`,
    );
  }
}

/** A layer with a custom initializer may have none. */
function configOf(layer: tf.layers.Layer): Settings {
  try {
    return layer.getConfig();
  } catch {
    return layer as unknown as Settings;
  }
}

function pick(config: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(names.filter((name) => name in config).map((name) => [name, config[name]]));
}

refuseUnknown();
