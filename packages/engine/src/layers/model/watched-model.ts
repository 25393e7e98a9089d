import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { layersWithin } from './layers-within.ts';

type Entry = readonly [owner: object, key: string];

/** Settings of tfjs' layers that may be set while the weights stay what they are. */
const SETTINGS = [
  'rate',
  'stddev',
  'momentum',
  'epsilon',
  'alpha',
  'theta',
  'maxValue',
  'dropout',
  'recurrentDropout',
  'activation',
  'recurrentActivation',
  'maskValue',
];

/**
 * What of a model may change between two steps: which weights and layers are trained, and settings of layers. Asking
 * whether anything did costs about as much as comparing so many numbers.
 */
export class WatchedModel {
  readonly #layers: Watch;
  readonly #trainability: Watch;
  readonly #settings: Watch;

  constructor(model: tf.LayersModel) {
    const layers = [...layersWithin(model)];
    const models = layers.filter((layer): layer is tf.LayersModel => layer instanceof tf.LayersModel);
    this.#layers = new Watch(models.map((each): Entry => [each.layers, 'length']));
    this.#trainability = new Watch([...layers, ...model.weights].map((owner): Entry => [owner, 'trainable']));
    this.#settings = new Watch(
      layers.flatMap((layer): Entry[] => [
        ...SETTINGS.filter((key) => key in layer).map((key): Entry => [layer, key]),
        // What `addLoss` adds.
        ...('layers' in layer ? [] : [[layer.losses, 'length'] as const]),
      ]),
    );
  }

  /** The same number as long as the same weights and layers are trained. */
  get trainability(): number {
    return this.#trainability.state;
  }

  /** The same number as long as the settings are. */
  get settings(): number {
    return this.#settings.state;
  }

  /** @throws EngineError `engine/invalid-state` when layers were added or removed, here or in a model within */
  requireSameLayers(): void {
    if (this.#layers.state === 0) return;
    throw new EngineError(
      'engine/invalid-state',
      'Layers were added to the model or removed from it since it was compiled. Compile it again.',
    );
  }
}

/** Values that are compared with those of before; each combination has a number. */
class Watch {
  readonly #entries: readonly Entry[];
  readonly #values: unknown[];
  readonly #known: unknown[][] = [];
  #state = 0;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
    this.#values = entries.map(valueOf);
    this.#known.push([...this.#values]);
  }

  get state(): number {
    let changed = false;
    for (let index = 0; index < this.#entries.length; index++) {
      const value = valueOf(this.#entries[index] as Entry);
      if (Object.is(value, this.#values[index])) continue;
      this.#values[index] = value;
      changed = true;
    }
    if (changed) this.#state = this.#numberOf(this.#values);
    return this.#state;
  }

  #numberOf(values: readonly unknown[]): number {
    const known = this.#known.findIndex((others) => others.every((other, index) => Object.is(other, values[index])));
    return known === -1 ? this.#known.push([...values]) - 1 : known;
  }
}

function valueOf([owner, key]: Entry): unknown {
  return (owner as Record<string, unknown>)[key];
}
