import { valueOf } from '@sightline/contracts';
import type { CallbackState } from '../checkpoints/checkpoint.ts';
import type { Callback, Training } from './callback.ts';
import { bestWeights } from './best-weights.ts';
import { checkpoint } from './checkpoint.ts';
import { earlyStopping } from './early-stopping.ts';
import { engineSpans } from './engine-spans.ts';
import { epochLog } from './epoch-log.ts';
import { progress } from './progress.ts';
import { terminateOnNaN } from './terminate-on-nan.ts';
import { TrainerError } from '../errors.ts';

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

/** What callbacks know, by name. */
export function statesOf(following: Readonly<Record<string, Callback>>): Record<string, CallbackState> {
  const entries = Object.entries(following);
  return Object.fromEntries(entries.flatMap(([name, { state }]) => (state ? [[name, state.read()]] : [])));
}

/**
 * The reverse of {@link statesOf}.
 *
 * @throws TrainerError `trainer/invalid-options` where a callback was not there when the states were kept
 */
export function restoreStates(
  following: Readonly<Record<string, Callback>>,
  states: Readonly<Record<string, CallbackState>>,
): void {
  for (const [name, { state }] of Object.entries(following)) {
    if (!state) continue;
    const kept = valueOf(states, name);
    if (!kept) throw notKept(name);
    state.restore(kept);
  }
}

function notKept(name: string): TrainerError {
  return new TrainerError(
    'trainer/invalid-options',
    `The checkpoint to continue from knows nothing of ${name}. Give the callbacks that the training began with, or ` +
      'remove the checkpoint to train from the beginning.',
  );
}
