import type { StageContext } from '@sightline/artifacts';
import type { ArtifactRef, Box, DecodeLimits, Quarantined, RawImage, Source, SplitName } from '@sightline/contracts';

/** A sample that is set aside without being read, and why. */
export interface RefusedItem {
  id: string;
  label?: string;
  refusal: Pick<Quarantined, 'reason' | 'detail'>;
}

/** An image as a source has it. */
export type SourceImage = Uint8Array | RawImage;

/** A sample of a source, not yet read. */
export interface SampleItem {
  /** Its path in the source, with forward slashes, or the name of its file and its number in it. */
  id: string;
  label?: string;
  labels?: string[];
  values?: Record<string, number>;
  /**
   * In pixels (of an image of `size`, where the annotation gives it), or as a {@link Box} has it: fractions of the
   * width and height.
   */
  boxes?: { unit: 'pixel' | 'fraction'; boxes: Box[]; size?: { width: number; height: number } };
  group?: string;
  /** When it was taken: Unix time in seconds, or any number that grows with time. */
  time?: number;
  split?: SplitName;
  /**
   * Encoded bytes, exactly as the source has them, or decoded pixels: of one image, or of each frame of a clip.
   *
   * @throws IngestError whose `reason` says why it cannot be used
   */
  read(limits: DecodeLimits): Promise<SourceImage | SourceImage[]>;
}

export type SourceItem = SampleItem | RefusedItem;

/**
 * What a reader is given beside its source. `progress` receives the work before the first sample can be read:
 * unpacking, extracting frames.
 */
export interface OpenContext extends StageContext {
  /** Lists a source that is in this one. @param logger what is to be logged of it goes there */
  open: (source: Source, logger: StageContext['logger']) => Promise<SourceListing>;
}

/** What a source holds. Only this list is in memory: images are read one by one, each when its turn comes. */
export interface SourceListing {
  /** Sorted by code points, no two alike. */
  labels: string[];
  /** Sorted by the code points of their ids: the same input gives the same order on every machine. */
  items: SourceItem[];
  /** Called with the dataset that all was read into. */
  keep?(dataset: ArtifactRef): Promise<void>;
  /** Lets go of open files and removes temporary ones. */
  close?(): Promise<void>;
}
