/**
 * Where the store keeps its bytes: objects under keys such as `blobs/ab/abcd…`. Nothing relies on listing being atomic,
 * and every decision is a {@link ByteBackend.create} that only one caller wins. What lies under `blobs/` is named by
 * its sha256, so that a copy of it is never outdated.
 */
export interface ByteBackend {
  /** What is known of its blobs without reading them. */
  readonly known: KnownBlobs;
  /** The object's bytes, or `undefined` when there is none. */
  read(key: string): Promise<Buffer | undefined>;
  /** Writes a whole object: after a crash at any moment a reader sees the old bytes or the new, never a mixture. */
  write(key: string, data: string | Uint8Array): Promise<void>;
  /** Writes an object only when there is none under the key, as one step. False when another was there first. */
  create(key: string, data: string | Uint8Array): Promise<boolean>;
  /** Receives bytes whose key is not known yet, hashing them as they come. */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedBytes>;
  /**
   * A path on this machine to read a blob from, or `undefined` when there is none. The file must not be changed.
   *
   * @throws ArtifactError `artifacts/corrupt` when what was fetched is not what the key names
   */
  localPath(key: string): Promise<string | undefined>;
  /** Drops this machine's copy of a blob that is kept elsewhere. False where the file is the blob itself. */
  dropCopy(key: string): Promise<boolean>;
  /**
   * When the object was written last, by the clock of this machine, and how many bytes it has; `undefined` when there
   * is none.
   */
  describe(key: string): Promise<ObjectFacts | undefined>;
  /** The keys directly or deeper under a prefix that ends in `/`, sorted. May miss an object written at this moment. */
  list(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
  /**
   * Takes a lock that all who use the store respect, on every machine; `undefined` while another has it. That of a
   * holder that died is free within a minute.
   *
   * @param onLost hears why, should others come to think that this holder is dead
   * @returns what gives it back
   */
  lock(name: string, onLost: (why: string) => void): Promise<(() => Promise<void>) | undefined>;
}

/** What is known of an object without its bytes. */
interface ObjectFacts {
  readonly modifiedAt: Date;
  readonly bytes: number;
}

/** Which blobs are sure to be whole. */
export interface KnownBlobs {
  /** Whether a blob is there and need not be read to be sure that it is whole. */
  isKnown(blob: { sha256: string; bytes: number }): Promise<boolean>;
  /** It was read and is whole. @param state of its file before it was read */
  add(sha256: string, state: FileState): Promise<void>;
  /** It was read and is damaged. */
  forget(sha256: string): Promise<void>;
}

/** What the file system says of a file; any write to it changes that, also one that sets back its time. */
export interface FileState {
  readonly text: string;
  readonly changedMs: number;
}

/** Bytes that were received and are on a disk, but have no key yet. */
export interface ReceivedBytes {
  readonly sha256: string;
  readonly bytes: number;
  /** Gives them their key; an object already there is replaced. */
  commit(key: string): Promise<void>;
}
