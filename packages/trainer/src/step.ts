import { tf } from '@sightline/engine';
import { setDropoutStep } from '@sightline/models';
import type { Batch } from './batches.ts';
import type { Optimizer } from './optimizer.ts';

/** Sums over samples, so that they add up over batches of different sizes. */
export interface StepResult {
  count: number;
  loss: number;
  correct: number;
}

/** Keras' clipping of probabilities before the logarithm. */
const EPSILON = 1e-7;

/** Categorical cross-entropy a sample, of probabilities `[batch, classes]`: `−Σ y log p`, as in Keras with `from_logits=False`. */
function crossEntropy(probabilities: tf.Tensor2D, expected: tf.Tensor2D): tf.Tensor1D {
  return expected
    .mul(probabilities.clipByValue(EPSILON, 1 - EPSILON).log())
    .sum<tf.Tensor1D>(-1)
    .neg();
}

function inputsOf(model: tf.LayersModel, batch: Batch): tf.Tensor {
  const [input] = model.inputs as [tf.SymbolicTensor];
  return tf.tensor(batch.inputs, [batch.count, ...(input.shape.slice(1) as number[])]);
}

function correctOf(probabilities: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  return probabilities.argMax(-1).equal(targets).sum();
}

/** One step of gradient descent on the mean loss of a batch. @param step counts from 1 over the whole training */
export function trainStep(
  model: tf.LayersModel,
  optimizer: Optimizer,
  batch: Batch,
  { step, learningRate, labelSmoothing }: { step: number; learningRate: number; labelSmoothing: number },
): StepResult {
  setDropoutStep(model, step);
  return tf.tidy(() => {
    const inputs = inputsOf(model, batch);
    const targets = tf.tensor1d(batch.targets, 'int32');
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    let probabilities: tf.Tensor2D = tf.zeros([0, 0]);
    const { value, grads } = tf.variableGrads(() => {
      probabilities = tf.keep(model.apply(inputs, { training: true }) as tf.Tensor2D);
      const classes = probabilities.shape[1];
      const hard = tf.oneHot(targets, classes).as2D(batch.count, classes).toFloat();
      const expected =
        labelSmoothing > 0 ? hard.mul(1 - labelSmoothing).add<tf.Tensor2D>(labelSmoothing / classes) : hard;
      return crossEntropy(probabilities, expected).mean();
    }, variables);
    optimizer.apply(
      variables.map((variable) => grads[variable.name] as tf.Tensor),
      learningRate,
      step,
    );
    const correct = correctOf(probabilities, targets).dataSync()[0] as number;
    probabilities.dispose();
    return { count: batch.count, loss: (value.dataSync()[0] as number) * batch.count, correct };
  });
}

/** Loss and accuracy of a batch, as at inference. */
export function evaluateStep(model: tf.LayersModel, batch: Batch): StepResult {
  return tf.tidy(() => {
    const probabilities = model.apply(inputsOf(model, batch), { training: false }) as tf.Tensor2D;
    const targets = tf.tensor1d(batch.targets, 'int32');
    const loss = crossEntropy(
      probabilities,
      tf.oneHot(targets, probabilities.shape[1]).as2D(batch.count, probabilities.shape[1]).toFloat(),
    ).sum();
    return {
      count: batch.count,
      loss: loss.dataSync()[0] as number,
      correct: correctOf(probabilities, targets).dataSync()[0] as number,
    };
  });
}
