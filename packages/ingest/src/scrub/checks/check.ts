import type { CodeOf, Finding, Sample, ScrubThresholds } from '@sightline/contracts';
import type { ImageMeasures } from '../measures/image-measures.ts';

/** What a check says of a sample. */
export type CheckFinding = Pick<Finding, 'sample' | 'score' | 'reason' | 'detail' | 'partner'>;

/** What models that had not seen the samples say of them. */
export interface Predicted {
  /** Class names, in the order of the probabilities. */
  readonly labels: readonly string[];
  /** Class probabilities by the ids of the samples. */
  readonly probabilities: ReadonlyMap<string, readonly number[]>;
}

/** What the checks look at. */
export interface Evidence {
  readonly thresholds: ScrubThresholds;
  /** By the ids of the samples; empty when no check that runs needs the pixels. */
  readonly measures: ReadonlyMap<string, ImageMeasures>;
  readonly predicted: Predicted;
  /** By the ids of the samples; empty when no check that runs needs them. */
  readonly embeddings: ReadonlyMap<string, Float32Array>;
}

/** Looks for one kind of fault. */
export interface ScrubCheck {
  /** Ends the sentence "3 images …". */
  readonly fault: string;
  /** The error when the policy is `fail`. */
  readonly failure: CodeOf<'ingest'>;
  readonly needs: 'index' | 'pixels' | 'embeddings';
  /** Set where what most of the images share is how they look, and no fault of theirs. */
  readonly canPrevail?: true;
  /** At most one finding per sample, in the order of the samples. */
  find(samples: readonly Sample[], evidence: Evidence): CheckFinding[];
}
