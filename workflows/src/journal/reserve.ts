import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '.reserve';
/** Enough for some hundred lines of a journal and a `run.json`. */
const BYTES = 65_536;

/** Takes room on the disk, so that a run can tell how it went when the disk is full. The report replaces it. */
export function reserveRoom(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // No file system stores these in less.
  writeFileSync(join(folder, NAME), randomBytes(BYTES));
}

/** Gives the room of a run back that has ended. */
export function releaseRoom(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}

/** Writes, and where the disk is full once more in the room that the run has reserved. */
export function withReserve(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    releaseRoom(folder);
    write();
  }
}
