import { basename, extname } from 'node:path';
import { sourceSchema, type Source } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { readUnchanged } from '../sources/files/read-file.ts';
import { pathRefusal, tidyPath } from '../sources/files/safe-path.ts';
import { missingColumn, rolesOf } from '../sources/manifest/columns.ts';
import { manifestFormats } from '../sources/manifest/formats.ts';
import type { RawRow } from '../sources/manifest/raw-row.ts';
import type { Resources } from '../sources/resources.ts';
import type { FileRecord, RefusedRecord } from './record.ts';

/** What a row is. */
type TableRecord = FileRecord | RefusedRecord;

/**
 * The records of a table: one for each row, by its column of paths. Labels are not needed, and not read.
 *
 * @param file absolute
 * @throws IngestError `ingest/invalid-source` when it is not a table, has no paths, or holds the images themselves
 */
export async function* manifestRecords(file: string, signal: AbortSignal): AsyncGenerator<TableRecord> {
  const rowsOf = manifestFormats[extname(file).toLowerCase()];
  const table = basename(file);
  if (!rowsOf) {
    const allowed = Object.keys(manifestFormats).join(', ');
    throw new IngestError('ingest/invalid-source', `${table} is not a table by its extension. Allowed: ${allowed}.`);
  }
  const source = sourceSchema.parse({ kind: 'manifest', path: file }) as Extract<Source, { kind: 'manifest' }>;
  const recordOf = rowReader(table);
  yield* unchanged(file, rowsOf(file, source, pathsOnly(table, signal)), recordOf);
}

/** @throws IngestError `ingest/source-changed` after the last row when the file was written to meanwhile */
async function* unchanged(
  file: string,
  rows: AsyncGenerator<RawRow>,
  recordOf: (row: RawRow, index: number) => TableRecord,
): AsyncGenerator<TableRecord> {
  let index = 0;
  let ended: (() => void) | undefined;
  const reading = new Promise<void>((resolve) => (ended = resolve));
  const watched = readUnchanged(file, () => reading);
  try {
    for await (const row of rows) yield recordOf(row, index++);
  } finally {
    ended?.();
    await watched;
  }
}

function rowReader(table: string): (row: RawRow, index: number) => TableRecord {
  let known: { keys: string; path: string } | undefined;
  const columnOf = (row: object) => {
    const names = Object.keys(row);
    const keys = names.join('\0');
    if (known?.keys === keys) return known.path;
    const { path } = rolesOf(names, undefined, table);
    if (path === undefined) throw missingColumn(table, names, 'path');
    known = { keys, path };
    return path;
  };
  return (row, index) => {
    const refused = (detail: string): TableRecord => {
      return { kind: 'refused', id: `${table}:row ${index + 1}`, reason: 'corrupt-record', detail };
    };
    if ('problem' in row) return refused(row.problem);
    const { value } = row;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refused('The row must be an object: { path, … }.');
    const path = (value as Readonly<Record<string, unknown>>)[columnOf(value)];
    if (typeof path !== 'string' || path === '') return refused('The row has no path.');
    const unsafe = pathRefusal(path);
    return unsafe ? { kind: 'refused', id: path, ...unsafe } : { kind: 'file', id: tidyPath(path) };
  };
}

/** Tables of paths need no place for images. */
function pathsOnly(table: string, signal: AbortSignal): Resources {
  return {
    signal,
    progress: () => undefined,
    logger: { info: () => undefined, warn: () => undefined },
    onClose: () => undefined,
    folder: () =>
      Promise.reject(
        new IngestError(
          'ingest/invalid-source',
          `${table} holds the images themselves. Make a dataset of it (a pipeline with this source), and predict that.`,
        ),
      ),
  };
}
