import type { EpochRecord, ProgressEvent } from '@sightline/contracts';
import type { Callback, Training } from './callback.ts';

/**
 * Reports each step: bars in terminals and heartbeats live on it; and each epoch with all that was measured in it, the
 * epochs of a training that is continued once more: who follows it may not have heard of them.
 */
export function progress({ step, steps, spec, history, context }: Training): Callback {
  const { progress: report } = context;
  if (!report) return {};
  let reported = 0;
  const reportEpochs = () => {
    for (; reported < history.length; reported++) {
      report(epochEnded(history[reported] as EpochRecord, { done: step.step, total: steps, unit: 'steps', ...spec }));
    }
  };
  return {
    onBatchEnd({ epoch, totals }) {
      report({
        done: step.step,
        total: steps,
        unit: 'steps',
        epoch: { number: epoch, of: spec.epochs },
        metrics: { loss: totals.loss, ...totals.metrics },
      });
    },
    onEpochBegin: reportEpochs,
    onEpochEnd: reportEpochs,
    onTrainEnd: reportEpochs,
  };
}

/** That an epoch has ended, and where the training stands: it has `epochs` at most. */
export function epochEnded(
  record: EpochRecord,
  { done, total, unit, epochs }: Pick<ProgressEvent, 'done' | 'total' | 'unit'> & { epochs: number },
): ProgressEvent {
  const epoch = { number: record.epoch, of: epochs };
  return { done, total, unit, epoch, metrics: record.training, epochEnded: record };
}
