import { tf } from '../../tensorflow.ts';

type Activation = (x: tf.Tensor) => tf.Tensor;

/** tfjs' own activations, by their names in settings of layers. */
type NativeActivation = Exclude<NonNullable<Parameters<typeof tf.layers.dense>[0]['activation']>, 'gelu_new'>;

/** relu6(x + 3) / 6 (Howard et al., 2019). */
const hardSigmoid6: Activation = (x) => tf.relu6(x.add(3)).mul(1 / 6);
const hardSilu: Activation = (x) => x.mul(hardSigmoid6(x));
/** x · sigmoid(x) (Elfwing et al., 2017; Ramachandran et al., 2017). */
const silu: Activation = (x) => x.mul(tf.sigmoid(x));

/**
 * Activations that Keras has and tfjs lacks, with Keras' defaults, by the names under which settings of layers and
 * saved models have them.
 */
const added = {
  celu: (x) => tf.elu(x),
  exponential: (x) => tf.exp(x),
  /** tfjs' `gelu_new` under the name that it has in a saved model, by which tfjs does not find it. */
  geluNew: (x) => {
    const inner = x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(tf.tanh(inner).add(1)).mul(0.5);
  },
  hardShrink: (x) => tf.where(x.abs().greater(0.5), x, tf.zerosLike(x)),
  /** Keras 3's `hard_sigmoid`. `hardSigmoid` is tfjs' and Keras 2's, 0.2 x + 0.5, and remains so in saved models. */
  hardSigmoid6,
  hardSilu,
  hardSwish: hardSilu,
  hardTanh: (x) => x.clipByValue(-1, 1),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  logSigmoid: (x) => tf.softplus(x.neg()).neg(),
  silu,
  softShrink: (x) => x.sub(x.clipByValue(-0.5, 0.5)),
  sparsePlus: (x) =>
    x
      .clipByValue(-1, 1)
      .add(1)
      .square()
      .mul(0.25)
      .add(tf.relu(x.sub(1))),
  sparseSigmoid: (x) => x.add(1).mul(0.5).clipByValue(0, 1),
  /** The nearest point of the simplex (Martins and Astudillo, 2016): a softmax of the last axis with zeros. */
  sparsemax: (x) => {
    const { values } = tf.topk(x, x.shape.at(-1));
    const ranks = tf.range(1, (x.shape.at(-1) as number) + 1);
    const counts = values
      .mul(ranks)
      .add(1)
      .greater(values.cumsum(x.rank - 1))
      .toFloat();
    const threshold = values.mul(counts).sum(-1, true).sub(1).div(counts.sum(-1, true));
    return tf.relu(x.sub(threshold));
  },
  squareplus: (x) => x.add(x.square().add(4).sqrt()).mul(0.5),
  tanhShrink: (x) => x.sub(tf.tanh(x)),
} as const satisfies Readonly<Record<string, Activation>>;

export type ActivationName = NativeActivation | keyof typeof added;

interface ActivationClass {
  new (): { apply(x: tf.Tensor): tf.Tensor };
  className: string;
}

const { classNameMap } = tf.serialization.SerializationMap.getMap() as unknown as {
  classNameMap: Record<string, [ActivationClass, unknown]>;
};
const [Linear] = classNameMap.linear as [ActivationClass, unknown];
// tfjs keeps the base of activations to itself.
const Base = Object.getPrototypeOf(Linear) as ActivationClass;

const isActivation = (name: string): boolean => classNameMap[name]?.[0].prototype instanceof Base;

/** The names that a layer's `activation` may have. */
export function activationNames(): string[] {
  return Object.keys(classNameMap).filter(isActivation).sort();
}

for (const [name, apply] of Object.entries(added)) {
  const Activation = class extends Base {
    static override className = name;

    override apply(x: tf.Tensor): tf.Tensor {
      return tf.tidy(() => apply(x));
    }
  };
  tf.serialization.registerClass(Activation as never);
}
