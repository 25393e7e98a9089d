import { link, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '@sightline/artifacts';
import { z } from 'zod';
import { processStart } from './process-start.ts';

/** Deciding that a record is stale takes milliseconds. */
const BREAKER_STALE_MS = 5_000;

/** `service.json` of a home: who runs its Temporal server, and where to ask. */
const serviceRecordSchema = z.strictObject({
  pid: z.int().positive(),
  /** Of the process, in the words of its system. */
  processStart: z.string(),
  /** ISO 8601. */
  startedAt: z.iso.datetime(),
  version: z.string(),
  /** Where it takes leases, on 127.0.0.1. */
  port: z.int().positive(),
  /** What a request must name: only who can read this file may ask. */
  token: z.string(),
  /** Of the Temporal server, `host:port`, once that answers. */
  address: z.string().optional(),
});
export type ServiceRecord = z.infer<typeof serviceRecordSchema>;

/** The record of a home, or `undefined` where there is none that can be read. */
export async function readRecord({ serviceFile }: Home): Promise<ServiceRecord | undefined> {
  const text = await readFile(serviceFile, 'utf8').catch(() => 'null');
  try {
    return serviceRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether the process that a record names still lives. */
export async function isAlive({ pid, processStart: start }: ServiceRecord): Promise<boolean> {
  return (await processStart(pid)) === start;
}

/**
 * Makes `record` that of the home unless a living process has one there: of two at once, exactly one succeeds. The
 * record is the lock on the home's database.
 */
export async function claimHome(home: Home, record: ServiceRecord): Promise<boolean> {
  await mkdir(home.folder, { recursive: true });
  const draft = await writeDraft(home, record);
  try {
    for (;;) {
      try {
        // A hard link appears with its content or not at all.
        await link(draft, home.serviceFile);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readRecord(home);
      if (holder && (await isAlive(holder))) return false;
      await removeStale(home);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether `record` is still that of the home: a person may have removed the folder. */
export async function isOwn(home: Home, { token }: ServiceRecord): Promise<boolean> {
  return (await readRecord(home))?.token === token;
}

/** Changes what an own record says. */
export async function replaceRecord(home: Home, record: ServiceRecord): Promise<void> {
  if (await isOwn(home, record)) await rename(await writeDraft(home, record), home.serviceFile);
}

export async function removeRecord(home: Home, record: ServiceRecord): Promise<void> {
  if (await isOwn(home, record)) await rm(home.serviceFile, { force: true });
}

async function writeDraft({ serviceFile }: Home, record: ServiceRecord): Promise<string> {
  const draft = `${serviceFile}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  return draft;
}

/** One process at a time looks again and removes: otherwise the second would remove the record of the first. */
async function removeStale(home: Home): Promise<void> {
  const breaker = `${home.serviceFile}.breaker`;
  try {
    await (await open(breaker, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const { mtimeMs } = await stat(breaker).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > BREAKER_STALE_MS) await rm(breaker, { force: true });
    return sleep(20);
  }
  try {
    const holder = await readRecord(home);
    if (!holder || !(await isAlive(holder))) await rm(home.serviceFile, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}
