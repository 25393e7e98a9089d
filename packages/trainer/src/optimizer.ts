import type { OptimizerSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';

/** Updates variables in place. Its whole state is `slots` and the step it is called with: restored, it continues bit for bit. */
export interface Optimizer {
  /** Moments and the like, in a fixed order. */
  readonly slots: readonly tf.Variable[];
  /** @param step counts from 1 */
  apply(gradients: readonly tf.Tensor[], learningRate: number, step: number): void;
  dispose(): void;
}

/** An optimizer over `variables`, whose gradients come in the same order. */
export function createOptimizer(spec: OptimizerSpec, variables: readonly tf.Variable[]): Optimizer {
  return spec.kind === 'adam' ? adam(spec, variables) : sgd(spec, variables);
}

function zerosLike(variables: readonly tf.Variable[]): tf.Variable[] {
  return variables.map((variable) => {
    const zeros = tf.zerosLike(variable);
    const slot = tf.variable(zeros, false);
    zeros.dispose();
    return slot;
  });
}

/** Adam (Kingma and Ba, 2015), with the bias correction folded into the rate as in section 2 of the paper and in Keras. */
function adam(spec: Extract<OptimizerSpec, { kind: 'adam' }>, variables: readonly tf.Variable[]): Optimizer {
  const first = zerosLike(variables);
  const second = zerosLike(variables);
  return {
    slots: [...first, ...second],
    apply(gradients, learningRate, step) {
      const rate = (learningRate * Math.sqrt(1 - spec.beta2 ** step)) / (1 - spec.beta1 ** step);
      tf.tidy(() => {
        for (const [index, variable] of variables.entries()) {
          const gradient = gradients[index] as tf.Tensor;
          const m = first[index] as tf.Variable;
          const v = second[index] as tf.Variable;
          m.assign(m.add(gradient.sub(m).mul(1 - spec.beta1)));
          v.assign(
            v.add(
              gradient
                .square()
                .sub(v)
                .mul(1 - spec.beta2),
            ),
          );
          variable.assign(variable.sub(m.mul(rate).div(v.sqrt().add(spec.epsilon))));
        }
      });
    },
    dispose: () => tf.dispose([...first, ...second]),
  };
}

/** Stochastic gradient descent with momentum, as in Keras: `velocity = momentum · velocity − rate · gradient`. */
function sgd(spec: Extract<OptimizerSpec, { kind: 'sgd' }>, variables: readonly tf.Variable[]): Optimizer {
  const velocities = spec.momentum > 0 ? zerosLike(variables) : [];
  return {
    slots: velocities,
    apply(gradients, learningRate) {
      tf.tidy(() => {
        for (const [index, variable] of variables.entries()) {
          const change = (gradients[index] as tf.Tensor).mul(-learningRate);
          const velocity = velocities[index];
          if (velocity) velocity.assign(velocity.mul(spec.momentum).add(change));
          variable.assign(variable.add(velocity ?? change));
        }
      });
    },
    dispose: () => tf.dispose([...velocities]),
  };
}
