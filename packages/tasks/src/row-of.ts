import type { Outputs } from './task.ts';

/** The `width` numbers that a network said of one sample. */
export function rowOf(output: Outputs[string] | undefined, row: number, width: number): number[] {
  const { data } = output as Outputs[string];
  return Array.from(data.subarray(row * width, (row + 1) * width));
}
