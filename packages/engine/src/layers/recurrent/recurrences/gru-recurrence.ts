import { tf } from '../../../tensorflow.ts';
import type { Recurrence } from './recurrence.ts';
import type { RecurrentActivation } from './recurrent-activations.ts';

type Pair = [tf.Tensor, tf.Tensor];

/** `[…, 3 · units]` as both gates', `[…, 2 · units]`, and the candidate's. */
function splitSums(tensor: tf.Tensor): Pair {
  const units = (tensor.shape[1] as number) / 3;
  return tf.split(tensor, [2 * units, units], 1) as Pair;
}

/**
 * Gated recurrent unit (Cho et al., 2014), the reset gate applied to the state before the product with the recurrent
 * kernel, `[units, 3 · units]`: gates in Keras' order update, reset, candidate.
 */
export function gruRecurrence(activation: RecurrentActivation, gateActivation: RecurrentActivation): Recurrence {
  return {
    forward(projection, [h], [kernel]) {
      const previous = h as tf.Tensor2D;
      const [gateKernel, candidateKernel] = splitSums(kernel as tf.Tensor);
      const [forGates, forCandidate] = splitSums(projection);
      const gates = gateActivation.apply(forGates.add(tf.matMul(previous, gateKernel)));
      const [update, reset] = tf.split(gates, 2, 1) as Pair;
      const remembered = reset.mul(previous);
      const candidate = activation.apply(forCandidate.add(tf.matMul(remembered, candidateKernel)));
      const difference = previous.sub(candidate);
      return {
        states: [candidate.add(update.mul(difference))],
        kept: [gates, update, reset, remembered, candidate, difference],
      };
    },
    backward([dh], { before: [previous], kept }, [kernel]) {
      const [gates, update, reset, remembered, candidate, difference] = kept as [...Pair, ...Pair, ...Pair];
      const [gateKernel, candidateKernel] = splitSums(kernel as tf.Tensor);
      const gradient = dh as tf.Tensor;
      const direct = gradient.mul(update);
      const ofCandidate = activation.gradient(gradient.sub(direct), candidate);
      const ofRemembered = tf.matMul(ofCandidate, candidateKernel, false, true);
      const ofGates = gateActivation.gradient(
        tf.concat([gradient.mul(difference), ofRemembered.mul(previous as tf.Tensor)], 1),
        gates,
      );
      return {
        projection: tf.concat([ofGates, ofCandidate], 1),
        states: [direct.add(ofRemembered.mul(reset)).add(tf.matMul(ofGates, gateKernel, false, true))],
        factors: [previous as tf.Tensor, ofGates, remembered, ofCandidate],
      };
    },
    weightGradients(factors) {
      const [previous, ofGates, remembered, ofCandidate] = factors as [...Pair, ...Pair];
      return [tf.concat([tf.matMul(previous, ofGates, true), tf.matMul(remembered, ofCandidate, true)], 1)];
    },
  };
}

/**
 * The variant of Keras' default and of cuDNN: the reset gate is applied after the product with the recurrent kernel,
 * `[units, 3 · units]`, which has its own bias, `[3 · units]`.
 */
export function resetAfterRecurrence(activation: RecurrentActivation, gateActivation: RecurrentActivation): Recurrence {
  return {
    forward(projection, [h], [kernel, bias]) {
      const previous = h as tf.Tensor2D;
      const product = tf.matMul(previous, kernel as tf.Tensor2D);
      const recurrent = bias ? product.add(bias) : product;
      const [forGates, forCandidate] = splitSums(projection);
      const [recurrentGates, recurrentCandidate] = splitSums(recurrent);
      const gates = gateActivation.apply(forGates.add(recurrentGates));
      const [update, reset] = tf.split(gates, 2, 1) as Pair;
      const candidate = activation.apply(forCandidate.add(reset.mul(recurrentCandidate)));
      const difference = previous.sub(candidate);
      return {
        states: [candidate.add(update.mul(difference))],
        kept: [gates, update, reset, recurrentCandidate, candidate, difference],
      };
    },
    backward([dh], { before: [previous], kept }, [kernel]) {
      const [gates, update, reset, recurrentCandidate, candidate, difference] = kept as [...Pair, ...Pair, ...Pair];
      const gradient = dh as tf.Tensor;
      const direct = gradient.mul(update);
      const ofCandidate = activation.gradient(gradient.sub(direct), candidate);
      const ofGates = gateActivation.gradient(
        tf.concat([gradient.mul(difference), ofCandidate.mul(recurrentCandidate)], 1),
        gates,
      );
      const ofProduct = tf.concat([ofGates, ofCandidate.mul(reset)], 1);
      return {
        projection: tf.concat([ofGates, ofCandidate], 1),
        states: [direct.add(tf.matMul(ofProduct, kernel as tf.Tensor, false, true))],
        factors: [previous as tf.Tensor, ofProduct],
      };
    },
    weightGradients(factors) {
      const [previous, ofProduct] = factors as Pair;
      return [tf.matMul(previous, ofProduct, true), ofProduct.sum(0)];
    },
  };
}
