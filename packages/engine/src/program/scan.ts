import type { Node, ProgramParts } from './parts.ts';

/** A loop over time: a node whose operation is `Scan`. */
export interface Scan {
  /**
   * One step. Inputs: the states, the step's part of each sequence, then what is the same for all steps. Outputs: the
   * states after it, then its part of each result.
   */
  readonly body: ProgramParts;
  /** How many states there are: the node's first inputs and outputs. */
  readonly states: number;
  /**
   * How many of the inputs after them are sequences, `[time, …]`.
   * The other outputs are results of all steps, `[time, …]`.
   */
  readonly sequences: number;
  /** From the last step to the first; results lie where the steps lie in the sequences all the same. */
  readonly reverse: boolean;
}

/** What a node loops over, if it is a loop. */
export function scanOf({ op, attributes: { body, states, sequences, reverse } }: Node): Scan | undefined {
  if (op !== 'Scan' || body?.type !== 'program') return undefined;
  return {
    body: body.value,
    states: Number(states?.value),
    sequences: Number(sequences?.value),
    reverse: reverse?.value === true,
  };
}
