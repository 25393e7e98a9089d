import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^sightline-source-(?<place>[0-9a-f]{8})-(?<pid>\d+)-/;
/** Where the number of a process means that process: this machine, and in it this container. */
const PLACE = createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);

/** Makes a folder for what a source is unpacked into. Its name tells whose it is: should this process be killed, the next to come here removes it. */
export async function makeTemporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), `sightline-source-${PLACE}-${process.pid}-`)));
}

/** Removes a folder with all that is in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the temporary folders of processes of this machine that have ended without doing so: they were killed. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const { place, pid } = NAME.exec(name)?.groups ?? {};
    if (place !== PLACE || isAlive(Number(pid))) continue;
    await removeFolder(join(tmpdir(), name)).catch(() => undefined); // another user's, or another process is at it
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // not Linux: no containers of which two could share a folder
  }
}
