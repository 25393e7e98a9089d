import type { Sample } from '@sightline/contracts';

/** One thing to ask a model about, as a listing has it: plain JSON. */
export type ListedRecord = FileRecord | SampleRecord | RefusedRecord;

/** An image file of a folder. */
export interface FileRecord {
  readonly kind: 'file';
  /** Its path, relative to the source, with forward slashes. */
  readonly id: string;
}

/** A sample of a dataset. */
export interface SampleRecord extends Pick<Sample, 'id' | 'shard' | 'parts' | 'width' | 'height'> {
  readonly kind: 'sample';
}

/** What a source lists and no model can be asked about. */
export interface RefusedRecord extends RecordRefusal {
  readonly kind: 'refused';
  readonly id: string;
}

/** Why a record has no answer. */
export interface RecordRefusal {
  /** One word: `corrupt-image`, `missing-file`. */
  readonly reason: string;
  readonly detail: string;
}
