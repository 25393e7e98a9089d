/**
 * Where the store keeps its bytes: objects under keys such as `blobs/ab/abcd…`. The local file system is the one at
 * hand; an object store fits as well, since nothing relies on listing being atomic and every decision is a {@link
 * ByteBackend.create} that only one caller wins.
 */
export interface ByteBackend {
  /** The object's bytes, or `undefined` when there is none. */
  read(key: string): Promise<Buffer | undefined>;
  /** Writes a whole object: after a crash at any moment a reader sees the old bytes or the new, never a mixture. */
  write(key: string, data: string | Uint8Array): Promise<void>;
  /** Writes an object only when there is none under the key, as one step. False when another was there first. */
  create(key: string, data: string | Uint8Array): Promise<boolean>;
  /** Receives bytes whose key is not known yet, hashing them as they come. */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedBytes>;
  /**
   * A path on this machine to read the object from, or `undefined` when there is none. The file must not be changed.
   */
  localPath(key: string): Promise<string | undefined>;
  /** When the object was written last, and how many bytes it has; `undefined` when there is none. */
  describe(key: string): Promise<ObjectFacts | undefined>;
  /** The keys directly or deeper under a prefix that ends in `/`, sorted. May miss an object written at this moment. */
  list(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
}

/** What is known of an object without its bytes. */
interface ObjectFacts {
  readonly modifiedAt: Date;
  readonly bytes: number;
}

/** Bytes that were received and are on stable storage, but have no key yet. */
export interface ReceivedBytes {
  readonly sha256: string;
  readonly bytes: number;
  /** Gives them their key; an object already there is replaced. */
  commit(key: string): Promise<void>;
}
