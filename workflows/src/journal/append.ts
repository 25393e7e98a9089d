import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE, type RunEvent } from '@sightline/contracts/run';
import { withReserve } from './reserve.ts';

const NEWLINE = 0x0a;
/** A lost epoch line is written again when the training is continued; all other events are kept for certain. */
const MAY_BE_LOST = new Set<RunEvent['event']>(['epoch-ended']);

/**
 * Adds a line to the journal of the run in `folder`. Synchronous, so that lines keep the order in which things happen.
 *
 * @throws what the file system throws
 */
export function appendEvent(folder: string, event: RunEvent): void {
  withReserve(folder, () => appendLine(folder, event));
}

function appendLine(folder: string, event: RunEvent): void {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, JOURNAL_FILE), 'a+');
  try {
    const line = Buffer.from(`${endsInside(file) ? '\n' : ''}${JSON.stringify(event)}\n`);
    // Of a full disk a write may bring home only a part.
    for (let written = 0; written < line.length;) written += writeSync(file, line, written);
    if (!MAY_BE_LOST.has(event.event)) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether the last line is one that its writer could not finish: it must not take the next one with it. */
function endsInside(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
