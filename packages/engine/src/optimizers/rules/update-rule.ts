import type { ProgramBuilder } from '../../program/builder.ts';
import type { Value } from '../../program/program.ts';

/** What one update of one variable works on. All are float32; `gradient` and the slots have the variable's shape. */
export interface Update<Slot extends string = string> {
  /** The variable itself: assign to it, or `read` it. */
  readonly variable: Value;
  readonly gradient: Value;
  readonly slots: Readonly<Record<Slot, Value>>;
  /** Scalars. `step` counts updates from 1. */
  readonly learningRate: Value;
  readonly step: Value;
}

/** How an optimizer changes one variable, written into the graph. */
export interface UpdateRule<Spec, Slot extends string = string> {
  /** What it keeps of each variable, and the value that fills it at first. */
  slots(spec: Spec): Partial<Record<Slot, number>>;
  update(builder: ProgramBuilder, spec: Spec, update: Update<Slot>): void;
}
