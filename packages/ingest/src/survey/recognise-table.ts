import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { sourceSchema, type Source } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { rolesOf } from '../sources/manifest/columns.ts';
import { manifestFormats } from '../sources/manifest/formats.ts';
import type { Resources } from '../sources/resources.ts';
import type { RecognisedSource } from './recognised-source.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;
type Row = Readonly<Record<string, unknown>>;

/** How many rows are looked at. */
const ROWS = 500;
/** Whole numbers of at most so many values, each several times, are classes; others are measured. */
const MOST_NUMBERED_CLASSES = 20;
const NO_ANNOTATION = /^(id|index|unnamed.*|group|patient|time|date|timestamp|split|set|width|height|)$/i;

/**
 * The manifest that a table is: in its rows are paths of images, and something that they are annotated with. Columns
 * are named where they are not called as is usual; columns of numbers are taken where nothing says a class.
 *
 * @returns nothing for a table of something else
 */
export async function recogniseTable(path: string): Promise<RecognisedSource | undefined> {
  // Images may lie in it, and its columns say what they are.
  if (extname(path).toLowerCase() === '.parquet') return { kind: 'manifest', path };
  const rows = await firstRows(path);
  const names = Object.keys(rows[0] ?? {});
  const roles = rolesOf(names, undefined, basename(path));
  const pathColumn = columnOfPaths(rows, { folder: dirname(path), names, usual: roles.path });
  if (pathColumn === undefined) return undefined;
  const columns = { ...(pathColumn !== roles.path && { path: pathColumn }) };
  const source = { kind: 'manifest', path } as const;
  const withColumns = (more: object) => {
    const all = { ...columns, ...more };
    return Object.keys(all).length > 0 ? { ...source, columns: all } : source;
  };
  if (roles.label ?? roles.labels ?? roles.boxes) return withColumns({});
  const others = names.filter((name) => name !== pathColumn && !NO_ANNOTATION.test(name));
  const label = others.find((name) => areClasses(rows.map((row) => row[name])));
  if (label !== undefined) return withColumns({ label });
  const values = others.filter((name) => rows.every((row) => isNumber(row[name])));
  return values.length > 0 ? { ...withColumns({}), values } : undefined;
}

/** None of what is not a table. */
async function firstRows(path: string): Promise<Row[]> {
  const read = manifestFormats[extname(path).toLowerCase()];
  const rows: Row[] = [];
  if (!read) return rows;
  const source = sourceSchema.parse({ kind: 'manifest', path }) as ManifestSource;
  try {
    // Only a Parquet needs them.
    for await (const row of read(path, source, {} as Resources)) {
      if ('value' in row && typeof row.value === 'object' && row.value !== null) rows.push(row.value as Row);
      if (rows.length === ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
  }
  return rows;
}

/** A column whose first cell names a file. */
function columnOfPaths(
  rows: readonly Row[],
  { folder, names, usual }: { folder: string; names: readonly string[]; usual: string | undefined },
): string | undefined {
  for (const name of usual === undefined ? names : [usual, ...names]) {
    const cell = rows[0]?.[name];
    if (typeof cell !== 'string' || cell === '') continue;
    if (existsSync(join(folder, cell))) return name;
  }
  return undefined;
}

function areClasses(cells: readonly unknown[]): boolean {
  const distinct = new Set(cells).size;
  if (distinct < 2 || cells.some((cell) => cell === undefined || cell === '' || typeof cell === 'object')) return false;
  if (!cells.every(isNumber)) return distinct <= cells.length / 2;
  return (
    distinct <= Math.min(MOST_NUMBERED_CLASSES, cells.length / 3) &&
    cells.every((cell) => Number.isInteger(Number(cell)))
  );
}

function isNumber(cell: unknown): boolean {
  return (
    (typeof cell === 'number' || (typeof cell === 'string' && cell.trim() !== '')) && Number.isFinite(Number(cell))
  );
}
