import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenRun } from '@sightline/artifacts';
import { JOURNAL_FILE, runEventSchema, runStateOf, type RunEvent, type RunState } from '@sightline/contracts/run';

const NEWLINE = 0x0a;

/** Reads a journal as it grows. */
export interface JournalReader {
  /** The events since the last call; from the beginning at the first. None while there is no journal. */
  next(): Promise<RunEvent[]>;
}

/** @param folder of the run */
export function journalReader(folder: string): JournalReader {
  let offset = 0;
  return {
    async next() {
      // By its name each time: the folder is replaced when the report is written.
      const file = await open(join(folder, JOURNAL_FILE)).catch(unlessMissing);
      if (!file) return [];
      try {
        const bytes = await readFrom(file, offset);
        // A line that is being written, or never was finished, has no end yet.
        const end = bytes.lastIndexOf(NEWLINE) + 1;
        offset += end;
        return bytes.subarray(0, end).toString().split('\n').flatMap(eventsIn);
      } finally {
        await file.close();
      }
    },
  };
}

/** How the run in `folder` stands; `undefined` where no run has left a journal. */
export async function readRunState(folder: string): Promise<RunState | undefined> {
  const events = await journalReader(folder).next();
  return events.length > 0 ? runStateOf(events) : undefined;
}

/** A run as a list has it. */
export interface JournalledRun extends RunState {
  runId: string;
}

/** The runs of a home, newest first. */
export async function readRuns(runsFolder: string): Promise<JournalledRun[]> {
  const ids = await runsIn(runsFolder);
  const runs = await Promise.all(
    ids.map(async (runId) => ({ runId, state: await readRunState(join(runsFolder, runId)) })),
  );
  return runs
    .flatMap(({ runId, state }) => (state ? [{ runId, ...state }] : []))
    .sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
}

/** The runs of a home that have not ended: when each started, in milliseconds since 1970, and its pipeline. */
export async function readOpenRuns(runsFolder: string): Promise<OpenRun[]> {
  const runs = await Promise.all(
    (await runsIn(runsFolder)).map(async (runId): Promise<OpenRun[]> => {
      const events = await journalReader(join(runsFolder, runId)).next();
      const [first] = events;
      if (!first || runStateOf(events).outcome !== undefined) return [];
      const spec = first.event === 'run-started' ? (first.spec as OpenRun['spec']) : {};
      return [{ runId, startedAt: first.at, spec }];
    }),
  );
  return runs.flat();
}

async function runsIn(runsFolder: string): Promise<string[]> {
  const folders = (await readdir(runsFolder, { withFileTypes: true }).catch(unlessMissing)) ?? [];
  return folders.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

async function readFrom(file: FileHandle, offset: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.max(0, size - offset));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
  return bytes.subarray(0, bytesRead);
}

/** The event of a line; none where it was not wholly written, or is of a kind that a later version has. */
function eventsIn(line: string): RunEvent[] {
  if (line === '') return [];
  try {
    const event = runEventSchema.safeParse(JSON.parse(line));
    return event.success ? [event.data] : [];
  } catch {
    return [];
  }
}

function unlessMissing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
}
