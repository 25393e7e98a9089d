import type { ArtifactKind, ArtifactRef, Json, Lineage, Manifest, ManifestFile } from '@sightline/contracts';
import type { z } from 'zod';
import type { ByteBackend } from './byte-backend.ts';

/** Receives the files of an artifact that is being made. */
export interface ArtifactWriter {
  add(path: string, data: string | Uint8Array): Promise<ManifestFile>;
  /** Canonical JSON: equal values give equal bytes. */
  addJson(path: string, value: unknown): Promise<ManifestFile>;
  addStream(path: string, source: AsyncIterable<Uint8Array>): Promise<ManifestFile>;
  /** Takes over a file that another artifact of the store holds, without copying. */
  reuse(path: string, file: ManifestFile): void;
}

/** A small value under a name that can be replaced: the latest checkpoint of a training, for example. */
export interface Pointer {
  /** @throws ArtifactError `artifacts/corrupt` when it is not valid JSON */
  get(): Promise<Json | undefined>;
  set(value: Json): Promise<void>;
  /** Sets it unless it is set already. False when it was. */
  create(value: Json): Promise<boolean>;
  /** Makes it as recent as one that was just set, so that no clean-up takes away what it refers to. */
  refresh(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Immutable, content-addressed artifacts: those of equal content and lineage are the same; equal files are stored once.
 */
export interface ArtifactStore {
  /** What another process opens it by, and its identity: an absolute folder, or `s3://…`. */
  readonly root: string;
  readonly backend: ByteBackend;
  /**
   * Makes an artifact of what `fill` writes. It exists only once everything is on stable storage; on failure nothing is
   * left but unreferenced blobs.
   */
  create(kind: ArtifactKind, lineage: Lineage, fill: (writer: ArtifactWriter) => Promise<void>): Promise<ArtifactRef>;
  /** The ids of the artifacts whose id begins with `prefix`: all of them, or at least two digits. */
  ids(prefix?: string): Promise<string[]>;
  /**
   * The artifact that has an id, of whatever kind.
   *
   * @throws ArtifactError `artifacts/not-found` or `artifacts/corrupt`
   */
  refOf(id: string): Promise<ArtifactRef>;
  /** When this store received it. @throws ArtifactError `artifacts/not-found` */
  madeAt(ref: ArtifactRef): Promise<Date>;
  /** @throws ArtifactError `artifacts/not-found` or `artifacts/corrupt` */
  manifest(ref: ArtifactRef): Promise<Manifest>;
  /**
   * A file's bytes, checked against the manifest.
   *
   * @throws ArtifactError `artifacts/not-found` or `artifacts/corrupt`
   */
  read(ref: ArtifactRef, path: string): Promise<Buffer>;
  /**
   * Reads a JSON file of an artifact.
   *
   * @throws ArtifactError `artifacts/outdated` when there is none, or another version of its stage made it
   */
  readJson<Schema extends z.ZodType>(ref: ArtifactRef, path: string, schema: Schema): Promise<z.output<Schema>>;
  /** A path on this machine to a file's checked bytes. Never write to it. */
  filePath(ref: ArtifactRef, path: string): Promise<string>;
  /** Copies the files under `prefix` (stripped) into a folder, checked. */
  checkout(ref: ArtifactRef, folder: string, prefix?: string): Promise<void>;
  /** Checks the manifest and every file. @throws ArtifactError when anything is missing or altered */
  verify(ref: ArtifactRef): Promise<void>;
  /**
   * As {@link verify}, but what is sure to be whole is not read again: a file that was verified before and that nobody
   * has written to since, as its inode, size and times say; an object whose server checks what it keeps. What has
   * decayed is found when it is read.
   *
   * @throws ArtifactError when anything is missing or altered
   */
  confirm(ref: ArtifactRef): Promise<void>;
  pointer(name: string): Pointer;
}
