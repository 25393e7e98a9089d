import type { CallbackState } from '../checkpoints/checkpoint.ts';
import type { Callback, Training } from './callback.ts';
import { bestWeights } from './best-weights.ts';
import { checkpoint } from './checkpoint.ts';
import { earlyStopping } from './early-stopping.ts';
import { engineSpans } from './engine-spans.ts';
import { epochLog } from './epoch-log.ts';
import { progress } from './progress.ts';
import { terminateOnNaN } from './terminate-on-nan.ts';

/**
 * Who follows a training, in the order in which they are called: what may end it comes first; then what learns from an
 * epoch; then the checkpoint, which keeps what they learned; the line of an epoch is printed when it is kept.
 */
export const callbacks = {
  terminateOnNaN,
  earlyStopping,
  progress,
  bestWeights,
  engineSpans,
  checkpoint,
  epochLog,
} satisfies Record<string, (training: Training) => Callback>;

type Callbacks = typeof callbacks;
/** The callbacks of one training, by name and in their order. */
export type Following = { readonly [Name in keyof Callbacks]: ReturnType<Callbacks[Name]> };

export function createCallbacks(training: Training): Following {
  const entries = Object.entries(callbacks).map(([name, create]) => [name, create(training)]);
  return Object.fromEntries(entries) as Following;
}

/** What they know, by name. */
export function statesOf(following: Following): Record<string, CallbackState> {
  const entries = Object.entries<Callback>(following);
  return Object.fromEntries(entries.flatMap(([name, { state }]) => (state ? [[name, state.read()]] : [])));
}

/** The reverse of {@link statesOf}. */
export function restoreStates(following: Following, states: Readonly<Record<string, CallbackState>>): void {
  for (const [name, { state }] of Object.entries<Callback>(following)) {
    if (state) state.restore(states[name] as CallbackState);
  }
}
