import { wordsOf } from '@sightline/contracts';
import { TrainerError } from '../errors.ts';
import { readWeights, writeWeights } from '../steps/weights.ts';
import type { Callback, Training } from './callback.ts';
import { bestEpochOf, watchRuleOf } from './early-stopping.ts';

/** Knows the best epoch, and brings its weights back at the end, as `restoreBestWeights` of Keras' `EarlyStopping`. */
export interface BestWeights extends Callback {
  /** 0 while no epoch has a number to compare. */
  readonly bestEpoch: number;
}

/** The epoch that is best by what early stopping watches; without it, by the validation loss, or the loss. */
export function bestWeights({ model, spec, history }: Training): BestWeights {
  const rule = watchRuleOf(spec);
  let best: readonly Float32Array[] = [];
  return {
    get bestEpoch() {
      return bestEpochOf(history, rule);
    },
    onEpochEnd() {
      if (spec.restoreBestWeights && this.bestEpoch === history.length) best = readWeights(model);
    },
    onTrainEnd() {
      if (this.bestEpoch === 0) throw nothingToCompare(history.length, rule.monitor);
      if (spec.restoreBestWeights) writeWeights(model, best);
    },
    state: {
      read: () => ({ values: null, arrays: best }),
      restore({ arrays }) {
        if (arrays.length > 0) requireSameSizes(model, arrays);
        best = arrays;
      },
    },
  };
}

function requireSameSizes({ weights }: Training['model'], arrays: readonly Float32Array[]): void {
  const sizes = weights.map(({ shape }) => shape.reduce<number>((size, axis) => size * (axis ?? 1), 1));
  const kept = arrays.map(({ length }) => length);
  if (String(sizes) === String(kept)) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `The checkpoint to continue from is of another model: its weights have ${kept.join(', ')} numbers, this one's ` +
      `${sizes.join(', ')}. Give the model that the training began with, or remove the checkpoint to train from the ` +
      'beginning.',
  );
}

function nothingToCompare(epochs: number, monitor: string): TrainerError {
  return new TrainerError(
    'trainer/diverged',
    `The ${wordsOf(monitor)} was not a number in any of the ${epochs} epochs, so no epoch is the best. ` +
      'Lower fit.optimizer.learningRate, and look for validation samples for which the network gives NaN.',
  );
}
