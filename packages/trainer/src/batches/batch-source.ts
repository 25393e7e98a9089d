import type { Batch } from '@sightline/engine';

/** Samples that batches are made of. */
export interface BatchSource {
  readonly count: number;
  /**
   * The batch of these samples, by their numbers, as the given epoch (from 1) sees them; `repeats` says how often each
   * came before in it (0 when left out).
   */
  batch(rows: readonly number[], epoch: number, repeats?: readonly number[]): Batch | Promise<Batch>;
  /** How many batches are asked for before they are needed: 1 by default, more where threads make them. */
  readonly ahead?: number;
  /** Ends the threads, where it has some. */
  close?(): Promise<void>;
}
