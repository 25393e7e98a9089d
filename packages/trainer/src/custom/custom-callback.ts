import type { LoadedExport } from '@sightline/artifacts';
import { type CustomModule, didYouMean, type Json, jsonSchema } from '@sightline/contracts';
import type { tf } from '@sightline/engine';
import type { Callback, Training } from '../callbacks/callback.ts';
import type { CallbackState } from '../checkpoints/checkpoint.ts';
import { type CustomContext, describe, refused } from './custom-code.ts';

/**
 * A custom callback, `fit: { callbacks: [{ module: ./callbacks.ts, export: clip }] }` in a spec. It is given the
 * training and returns what is to be called when; a factory, so that each training has its own. What it remembers from
 * one epoch to the next, besides the history, belongs into `state`: a training that was killed is continued with it.
 * `sightline validate` stops and continues a small training to see that this makes no difference.
 *
 * @example
 * export const patience: CustomCallback<{ loss: number }> = ({ history }, { settings }) => ({
 *   shouldStop: () => history.some(({ validation }) => (validation?.loss ?? Infinity) < settings.loss),
 * });
 */
export type CustomCallback<Settings = Readonly<Record<string, Json>>> = (
  training: Training & { readonly model: tf.LayersModel },
  context: CustomContext<Settings>,
) => Callback;

const HOOKS: Readonly<Record<keyof Callback, true>> = {
  onTrainBegin: true,
  onEpochBegin: true,
  onBatchEnd: true,
  onEpochEnd: true,
  shouldStop: true,
  onTrainEnd: true,
  state: true,
};

/** The callback that custom code makes for a training; errors name it. */
export function customCallback(
  code: LoadedExport,
  { settings }: CustomModule,
  task: CustomContext['task'],
): (training: Training) => Callback {
  const { name, value, call } = code;
  if (typeof value !== 'function') {
    const mended = 'Export a function of the training that returns a callback: ({ history }) => ({ onEpochEnd() {…} })';
    throw refused(name, `is not a function but ${describe(value)}`, mended);
  }
  return (training) => {
    const made = call(() => (value as CustomCallback)(training as Parameters<CustomCallback>[0], { settings, task }));
    requireCallback(made, name);
    const { state, ...hooks } = made;
    const called = Object.entries(hooks).map(([hook, run]) => {
      return [hook, (...given: unknown[]) => call(() => (run as (...all: unknown[]) => unknown).apply(made, given))];
    });
    const callback = Object.fromEntries(called) as Callback;
    return state ? { ...callback, state: calledState(state, code) } : callback;
  };
}

function calledState({ read, restore }: NonNullable<Callback['state']>, { name, call }: LoadedExport) {
  return {
    read(): CallbackState {
      const state = call(() => read());
      requireState(state, name);
      return state;
    },
    restore: (state: CallbackState) => call(() => restore(state)),
  };
}

function requireCallback(made: unknown, name: string): asserts made is Callback {
  if (typeof made !== 'object' || made === null || made instanceof Promise) {
    throw refused(name, `returned ${describe(made)}`, 'Return a callback: { onEpochEnd() {…} }');
  }
  const known = Object.keys(HOOKS);
  for (const [hook, value] of Object.entries(made)) {
    if (!Object.hasOwn(HOOKS, hook)) {
      throw refused(
        name,
        `returned a callback with "${hook}", which is never called`,
        `${didYouMean(hook, known, '')} Allowed: ${known.join(', ')}`.trimStart(),
      );
    }
    if (hook !== 'state' && typeof value !== 'function') {
      throw refused(name, `returned ${describe(value)} as ${hook}`, 'Give a function');
    }
  }
  const { state } = made as Callback;
  if (state === undefined || (typeof state.read === 'function' && typeof state.restore === 'function')) return;
  throw refused(name, 'has a state without read and restore', 'Give state: { read: () => …, restore(state) {…} }');
}

/** What a checkpoint can keep. */
function requireState(state: unknown, name: string): asserts state is CallbackState {
  const { values, arrays } = (state ?? {}) as Partial<CallbackState>;
  const areFloats = Array.isArray(arrays) && arrays.every((array) => array instanceof Float32Array);
  if (areFloats && jsonSchema.safeParse(values).success) return;
  throw refused(
    name,
    'gave a state that a checkpoint cannot keep',
    'Return { values, arrays } from state.read: values of JSON, or null, and a list, maybe empty, of Float32Arrays',
  );
}
