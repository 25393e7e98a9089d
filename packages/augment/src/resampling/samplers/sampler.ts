import type { ResamplerSpec } from '@sightline/contracts';
import type { DrawsOfClass } from '../draws.ts';
import type { Resampled, Rows } from '../rows.ts';

/** The settings of one kind of sampler. */
export type SpecOf<Kind extends ResamplerSpec['kind']> = Extract<ResamplerSpec, { kind: Kind }>;

/** A way to even out classes. Every entry of `samplers` is one, and is held to the same contract. */
export interface Sampler<Kind extends ResamplerSpec['kind']> {
  /**
   * `over-sampling` keeps all rows and adds some; `under-sampling` keeps some of each class, `cleaning` drops those
   * that it doubts; `hybrid` does both.
   */
  readonly effect: 'over-sampling' | 'under-sampling' | 'cleaning' | 'hybrid';
  /** Whether each class ends with exactly the rows that its settings ask for. */
  readonly exactCounts: boolean;
  resample(rows: Rows, settings: SpecOf<Kind>, draws: DrawsOfClass): Resampled;
}
