import type { EpochRecord } from '@sightline/contracts';
import type { Callback, Training } from './callback.ts';

/** Prints one line per epoch, as Keras does. */
export function epochLog({ step, spec, history, context }: Training): Callback {
  return {
    onEpochEnd() {
      const record = history.at(-1) as EpochRecord;
      const epoch = String(record.epoch).padStart(String(spec.epochs).length);
      const eagerly = step.mode === 'eager' ? ' (eager)' : '';
      context.logger?.info(`Epoch ${epoch}/${spec.epochs}${eagerly} - ${valuesOf(record).join(' - ')}`);
    },
  };
}

function valuesOf({ training, validation = {} }: EpochRecord): string[] {
  return [
    ...Object.entries(training).map(([name, value]) => `${name}: ${value.toFixed(4)}`),
    ...Object.entries(validation).map(([name, value]) => `val ${name}: ${value.toFixed(4)}`),
  ];
}
