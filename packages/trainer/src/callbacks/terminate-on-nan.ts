import type { Batch } from '@sightline/engine';
import { requireFinite } from '../batches/require-finite.ts';
import { TrainerError } from '../errors.ts';
import { readWeights } from '../steps/weights.ts';
import type { Callback, Training } from './callback.ts';

/**
 * Ends a training whose loss is no longer a number, as Keras' `TerminateOnNaN`; here with an error that says what may
 * have caused it: the data, where this batch or the one before holds NaN or infinity; else the learning rate,
 * unless no weight was updated yet.
 */
export function terminateOnNaN({ model, history }: Pick<Training, 'model' | 'history'>): Callback {
  let before: Batch | undefined;
  return {
    onBatchEnd({ epoch, learningRate, result, batch }) {
      if (!Number.isFinite(result.loss)) {
        for (const suspect of [before, batch]) if (suspect) requireFinite(suspect, 'training');
        throw before || history.length > 0 ? diverged(epoch, learningRate) : notFiniteAtFirst(model, result.loss);
      }
      before = batch;
    },
  };
}

function diverged(epoch: number, learningRate: number): TrainerError {
  return new TrainerError(
    'trainer/diverged',
    `The loss is no longer a finite number in epoch ${epoch}, at learning rate ${learningRate}. Lower ` +
      'fit.optimizer.learningRate, or warm up (fit.schedule: cosine with warmupEpochs). The checkpoint of the ' +
      'epoch before is kept.',
  );
}

function notFiniteAtFirst(model: Training['model'], loss: number): TrainerError {
  const place = readWeights(model).findIndex((values) => !values.every(Number.isFinite));
  const mend =
    place === -1
      ? 'Scale inputs and targets to about −1 to 1; a custom loss or layer may divide by 0 or take the logarithm of 0.'
      : `The weights ${model.weights[place]?.originalName} hold no finite numbers: set others before the training.`;
  return new TrainerError(
    'trainer/diverged',
    `The loss of the first batch is ${loss}, before any weight was updated: the learning rate is not the cause. ` +
      mend,
  );
}
