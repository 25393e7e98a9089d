import { messageOf } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import { describeLayer, type LayerName } from '../../program/program.ts';
import { reasonOf } from '../../session/refusal.ts';
import { tf } from '../../tensorflow.ts';
import { nameGradients } from './gradient-origins.ts';
import { leavingMasked } from './masked-calls.ts';
import { callByNodes } from './model-nodes.ts';

type Call = tf.layers.Layer['call'];

/** How a layer computes while it is recorded, instead of its `call`; `undefined` where that works. */
export type Lowering = (layer: tf.layers.Layer) => Call | undefined;

/** The innermost layer whose call threw an error. */
const failures = new WeakMap<object, LayerName>();

export function failedLayer(error: unknown): LayerName | undefined {
  return error instanceof Error ? failures.get(error) : undefined;
}

/** What TensorFlow refused of a layer that ran eagerly, in our words; another error as it is. */
export function inOurWords(error: unknown): unknown {
  if (!messageOf(error).includes('Invalid TF_Status')) return error;
  const layer = failedLayer(error);
  return new EngineError(
    'engine/invalid-program',
    `${layer ? `The ${describeLayer(layer)}` : 'An operation'} cannot be computed for these inputs: ` +
      `${reasonOf(messageOf(error))}.`,
    { cause: error },
  );
}

function noteFailure(error: unknown, layer: LayerName): void {
  if (error instanceof Error && !failures.has(error)) failures.set(error, layer);
}

/** Follows which layers are being called, and lets recorded layers compute in their own way, until `stop`. */
export class LayerCalls {
  readonly #layers: LayerName[] = [];
  readonly #apply = tf.layers.Layer.prototype.apply;
  readonly #stopNaming = nameGradients(() => this.current);

  constructor(lower: Lowering) {
    const layers = this.#layers;
    const apply = this.#apply;
    tf.layers.Layer.prototype.apply = function (this: tf.layers.Layer, ...args) {
      const lowered = leavingMasked(this, args, callByNodes(this) ?? lower(this));
      // An own property hides the method of the class for this one call.
      if (lowered) this.call = lowered;
      layers.push({ name: this.name, className: this.getClassName() ?? this.constructor.name });
      try {
        return apply.apply(this, args);
      } catch (error) {
        noteFailure(error, layers.at(-1) as LayerName);
        throw error;
      } finally {
        layers.pop();
        if (lowered) Reflect.deleteProperty(this, 'call');
      }
    };
  }

  /** The innermost layer that is being called. */
  get current(): LayerName | undefined {
    return this.#layers.at(-1);
  }

  stop(): void {
    tf.layers.Layer.prototype.apply = this.#apply;
    this.#stopNaming();
  }
}
