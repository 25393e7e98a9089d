import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';

/** A trained weight of a custom layer. */
export interface WeightDefinition {
  readonly shape: number[];
  /** Glorot's uniform one by default. */
  readonly initializer?: ReturnType<typeof tf.initializers.zeros>;
  readonly regularizer?: ReturnType<typeof tf.regularizers.l2>;
  readonly constraint?: ReturnType<typeof tf.constraints.nonNeg>;
}

type Shapes = [tf.Shape, ...tf.Shape[]];

/** What a custom layer is: pure functions of its inputs, weights and settings. Shapes begin with the batch. */
export interface LayerDefinition<Settings extends object, Weight extends string> {
  /** Under which it is saved; a capital first. */
  readonly name: string;
  /** Its settings and their defaults: JSON, saved with the model. */
  readonly settings?: Settings;
  /** By name; none by default. */
  readonly weights?: (inputShapes: Shapes, settings: Settings) => Readonly<Record<Weight, WeightDefinition>>;
  /** Any differentiable operations of `tf`; nothing read back, nothing drawn. */
  readonly call: (
    inputs: [tf.Tensor, ...tf.Tensor[]],
    weights: Readonly<Record<Weight, tf.Tensor>>,
    settings: Settings,
  ) => tf.Tensor;
  /** The shape of the first input by default. */
  readonly outputShape?: (inputShapes: Shapes, settings: Settings) => tf.Shape;
}

/** Makes such a layer. */
export type LayerMaker<Settings extends object> = (
  options?: Partial<Settings> & { name?: string; inputShape?: (number | null)[] },
) => tf.layers.Layer;

/**
 * Defines a layer by functions instead of a class. It trains in a compiled step, is saved under its name with its
 * settings (define it before a model with it is loaded), and is exported where its operations are.
 *
 * @example
 * const swish = defineLayer({
 *   name: 'TrainedSwish',
 *   settings: { slope: 1 },
 *   weights: ([shape], { slope }) => ({
 *     beta: { shape: [shape.at(-1) as number], initializer: tf.initializers.constant({ value: slope }) },
 *   }),
 *   call: ([x], { beta }) => x.mul(tf.sigmoid(x.mul(beta))),
 * });
 * tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 8 }), swish({ slope: 2 })] });
 *
 * @throws EngineError `engine/invalid-options` for a name that another layer has, or that is none
 */
export function defineLayer<Settings extends object = object, Weight extends string = string>(
  definition: LayerDefinition<Settings, Weight>,
): LayerMaker<Settings> {
  requireName(definition.name);

  class CustomLayer extends tf.layers.Layer {
    static className = definition.name;
    readonly #settings: Settings;
    readonly #weights = new Map<string, tf.LayerVariable>();

    constructor(options: Record<string, unknown>) {
      super(options);
      const defaults = Object.entries(definition.settings ?? {});
      this.#settings = Object.fromEntries(defaults.map(([key, value]) => [key, options[key] ?? value])) as Settings;
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      const weights = definition.weights?.(shapesOf(inputShape), this.#settings) ?? {};
      for (const [name, { shape, ...how }] of Object.entries<WeightDefinition>(weights)) {
        const initializer = how.initializer ?? tf.initializers.glorotUniform({});
        const weight = this.addWeight(name, shape, 'float32', initializer, how.regularizer, true, how.constraint);
        this.#weights.set(name, weight);
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
      const shapes = shapesOf(inputShape);
      return definition.outputShape?.(shapes, this.#settings) ?? shapes[0];
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => {
        const tensors = [inputs].flat() as [tf.Tensor, ...tf.Tensor[]];
        const weights = Object.fromEntries([...this.#weights].map(([name, weight]) => [name, weight.read()]));
        const output = definition.call(tensors, weights as Record<Weight, tf.Tensor>, this.#settings);
        const wanted = this.computeOutputShape(tensors.map(({ shape }) => shape));
        if (String(output.shape) === String(wanted)) return output;
        throw new EngineError(
          'engine/invalid-options',
          `The layer "${this.name}" (${definition.name}) gave [${output.shape.join(', ')}], but its outputShape is ` +
            `[${wanted.join(', ')}]. Give outputShape(inputShapes) in its definition.`,
        );
      });
    }

    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.#settings };
    }
  }

  tf.serialization.registerClass(CustomLayer);
  defined.add(definition.name);
  return (options = {}) => keeping(new CustomLayer({ ...options }), options);
}

/** Names that may be defined again, as when a module is loaded again. */
const defined = new Set<string>();

function requireName(name: string): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap() as unknown as { classNameMap: object };
  const isTaken = Object.hasOwn(classNameMap, name) && !defined.has(name);
  if (/^[A-Z]\w*$/.test(name) && !isTaken) return;
  throw new EngineError(
    'engine/invalid-options',
    `A layer cannot be called ${JSON.stringify(name)}${isTaken ? ': there is one of that name' : ''}. Allowed: a ` +
      'capital, then letters and digits, as "TrainedSwish".',
  );
}

function shapesOf(shape: tf.Shape | tf.Shape[]): Shapes {
  return (Array.isArray(shape[0]) ? shape : [shape]) as Shapes;
}
