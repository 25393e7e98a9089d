import { TrainerError } from '../errors.ts';
import type { Callback } from './callback.ts';

/** Ends a training whose loss is no longer a number, as Keras' `TerminateOnNaN`; here with an error. */
export function terminateOnNaN(): Callback {
  return {
    onBatchEnd({ epoch, learningRate, result }) {
      if (Number.isFinite(result.loss)) return;
      throw new TrainerError(
        'trainer/diverged',
        `The loss is no longer a finite number in epoch ${epoch}, at learning rate ${learningRate}. Lower ` +
          'fit.optimizer.learningRate, or warm up (fit.schedule: cosine with warmupEpochs). The checkpoint of the ' +
          'epoch before is kept.',
      );
    },
  };
}
