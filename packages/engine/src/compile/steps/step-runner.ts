import { EngineError } from '../../errors.ts';
import type { Phase } from '../../optimizers/optimizer.ts';
import type { Program } from '../../program/program.ts';
import type { Session } from '../../session/session.ts';
import type { HostTensor, NamedHostTensor } from '../../host/host-tensor.ts';

/** What is done with a batch. */
export type Mode = Phase | 'evaluate' | 'evaluateAverages';

/** What a step depends on besides batch and variables. */
export interface Position {
  /** The count of calls before this one. */
  readonly step: number;
  readonly learningRate: number;
}

/** Runs steps over the variables of a session. */
export interface StepRunner {
  readonly kind: 'compiled' | 'eager';
  /** @returns `loss` and the sums of the metrics by name */
  run(batch: readonly NamedHostTensor[], mode: Mode, position: Position): Promise<Map<string, HostTensor>>;
  /** @throws EngineError `engine/not-recordable` where there is none */
  program(batch: readonly NamedHostTensor[], mode: Mode): Program;
}

/**
 * A program that updates declares every variable there is: what still waits belongs to another training.
 *
 * @throws EngineError `engine/invalid-state`
 */
export function requireNothingAwaiting(session: Session): void {
  const [first, ...others] = session.awaiting;
  if (first === undefined) return;
  throw new EngineError(
    'engine/invalid-state',
    `The state that was restored names ${first}${others.length > 0 ? ` and ${others.length} others` : ''}, which ` +
      `this training does not have: its variables are ${listed([...session.read().keys()])}. Restore the state of ` +
      'the same model and optimizer, or train from the beginning without it.',
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} others` : shown;
}
