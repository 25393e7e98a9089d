import type { Attribute, DataType } from '../program/program.ts';
import type { tf } from '../tensorflow.ts';
import { activeRecording } from './tracing/trace.ts';

/** What a loop over time runs on. */
export interface ScanInputs {
  /** What each step hands to the next: their values before the first. */
  readonly states: readonly tf.Tensor[];
  /** `[time, …]`: each step is given its part. */
  readonly sequences: readonly tf.Tensor[];
  /** The same for all steps. What the body uses besides, it may take from outside without naming it here. */
  readonly weights?: readonly tf.Tensor[];
  /** From the last step to the first. */
  readonly reverse: boolean;
  /** What the loop computes, for formats that have an operation for it. */
  readonly cell?: CellKind | undefined;
}

/**
 * A cell over `[time, batch, features]`, the weights being its kernel, recurrent kernel and, where it has one, bias.
 */
export interface CellKind {
  /** `LSTMCell`, `GRUCell`, `ResetAfterGRUCell`, `SimpleRNNCell` */
  readonly className: string;
  /** tfjs' names. */
  readonly activation: string;
  readonly recurrentActivation: string;
}

export interface Step {
  readonly states: readonly tf.Tensor[];
  readonly results: readonly tf.Tensor[];
}

/**
 * One step: its part of each sequence, the states before it, the weights → the states after it,
 * and its part of each result.
 */
export type ScanBody = (slices: tf.Tensor[], states: tf.Tensor[], weights: tf.Tensor[]) => Step;

/**
 * Records a loop as one node whose body is a program, for any number of time steps. Its results lie where the steps lie
 * in the sequences, also in reverse. Only while a function is recorded; what it gives has the right shapes and no
 * values of meaning.
 *
 * @returns the states after the last step, and each result of all steps, `[time, …]`
 */
export function scan(
  body: ScanBody,
  { states, sequences, weights = [], reverse, cell }: ScanInputs,
): { states: tf.Tensor[]; results: tf.Tensor[] } {
  const recording = activeRecording();
  const given = [...states, ...sequences, ...weights];
  const sources = given.map((tensor, index) => recording.valueOf(tensor, `Input ${index} of a loop`).id);
  const [count, end] = [states.length, states.length + sequences.length];
  const types = given.map(({ dtype, shape }, index) => ({
    dtype: dtype as DataType,
    shape: index >= count && index < end ? shape.slice(1) : shape,
  }));
  const outputs: { dtype: DataType; shape: number[] }[] = [];
  const time = sequences[0]?.shape[0] as number;
  const traced = recording.traceBody((inputs) => {
    const step = body(inputs.slice(count, end), inputs.slice(0, count), inputs.slice(end));
    for (const { dtype, shape } of step.states) outputs.push({ dtype: dtype as DataType, shape });
    for (const { dtype, shape } of step.results) outputs.push({ dtype: dtype as DataType, shape: [time, ...shape] });
    return [...step.states, ...step.results];
  }, types);
  const results = recording.note('Scan', {
    attributes: {
      states: { type: 'int', value: count },
      sequences: { type: 'int', value: sequences.length },
      reverse: { type: 'bool', value: reverse },
      ...(cell ? cellAttributes(cell) : {}),
      body: { type: 'program', value: traced.body },
    },
    inputs: [...sources, ...traced.captured],
    outputs,
  });
  return { states: results.slice(0, count), results: results.slice(count) };
}

function cellAttributes(cell: CellKind): Record<string, Attribute> {
  return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, { type: 'string', value }]));
}
