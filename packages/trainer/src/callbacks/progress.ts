import type { Callback, Training } from './callback.ts';

/** Reports each step: bars in terminals and heartbeats live on it. */
export function progress({ step, steps, spec, context }: Training): Callback {
  const { progress: report } = context;
  if (!report) return {};
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
  };
}
