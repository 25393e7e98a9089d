import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Where the number of a process means that process: this machine, and in it this container. */
const PLACE = createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8);

/**
 * The beginning of the name of something temporary, which tells whose it is: should this process be killed, {@link
 * removeLeftovers} finds it.
 */
export function temporaryPrefix(name: string): string {
  return `${name}-${PLACE}-${process.pid}-`;
}

/**
 * Removes what processes of this machine that have ended left in a folder under {@link temporaryPrefix}. What belongs
 * to a running one, or to another machine, stays.
 */
export async function removeLeftovers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder).catch(() => [])) {
    if (!isLeftover(entry, name)) continue;
    // Another process is at it
    await rm(join(folder, entry), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Whether a name under {@link temporaryPrefix} is of a process of this machine that has ended. */
export function isLeftover(entry: string, name: string): boolean {
  const start = `${name}-${PLACE}-`;
  const pid = entry.startsWith(start) ? /^(\d+)-/.exec(entry.slice(start.length))?.[1] : undefined;
  return pid !== undefined && !isAlive(Number(pid));
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
