import type { Source } from '@sightline/contracts';
import { describeIssue } from '../describe-issue.ts';
import { nameClass, nameClasses } from '../labels/label-value.ts';
import { labelled } from '../listing.ts';
import { readFileWithin } from '../files/read-file.ts';
import { locate, pathRefusal, tidyPath } from '../files/safe-path.ts';
import type { RefusedItem, SampleItem, SourceItem } from '../source.ts';
import { type Columns, missingColumn, rolesOf, unknownColumn, unreadBoxes } from './columns.ts';
import type { RawRow } from './raw-row.ts';
import { isEmbedded } from './parquet.ts';
import { rowSchema } from './row.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;

/** Makes samples of the rows of a table. */
export interface RowReader {
  /** @param index of the row, from 0 */
  itemOf(raw: RawRow, index: number): SourceItem;
  /**
   * @throws IngestError `ingest/invalid-source` when no row had a path, none a label or boxes, or none what `columns`
   * names
   */
  checkColumns(): void;
  /** What a user should know of columns that are not read. */
  warning(): string | undefined;
}

/**
 * Reads rows by the columns that the table turns out to have.
 *
 * @param root the folder that paths are relative to
 * @param table its name, for messages and ids
 */
export function rowReader(root: string, table: string, source: ManifestSource): RowReader {
  const { boxUnit, columns, values: valueColumns, followLinks } = source;
  const known = new Map<string, Columns>();
  const names = new Set<string>();
  /** The columns that rows like this one have; most tables have one kind of row. */
  const columnsOf = (row: object) => {
    const keys = Object.keys(row);
    const key = keys.join('\0');
    const found = known.get(key) ?? rolesOf(keys, columns, table);
    if (!known.has(key)) for (const each of keys) names.add(each);
    known.set(key, found);
    return found;
  };
  return {
    warning() {
      const used = [...(valueColumns ?? []), ...[...known.values()].flatMap((roles) => Object.values(roles))];
      return unreadBoxes(table, [...names], used);
    },
    itemOf(raw, index) {
      const invalid = (detail: string) =>
        refused(`${table}:row ${index + 1}`, { reason: 'invalid-annotation', detail });
      if ('problem' in raw) return invalid(raw.problem);
      if (!isRecord(raw.value)) return invalid('The row must be an object: { path, label, … }.');
      const roles = columnsOf(raw.value);
      const cells = byRole(raw.value, roles);
      const image = isEmbedded(cells['path']) ? cells['path'] : undefined;
      const id = `${table}/${String(index).padStart(8, '0')}`;
      const parsed = rowSchema.safeParse(image ? { ...cells, path: id } : cells);
      if (!parsed.success) return invalid(describeIssue(parsed.error.issues[0]));
      const { path, boxes, group, time, split, label, labels } = parsed.data;
      const unsafe = pathRefusal(path);
      if (unsafe) return refused(path, unsafe);
      const named = label === undefined ? {} : nameClass(label, raw.classes?.get(roles.label ?? '') ?? []);
      if ('problem' in named) return invalid(`label: ${named.problem}`);
      const several = labels && nameClasses(labels, raw.classes?.get(roles.labels ?? '') ?? []);
      if (several && 'problem' in several) return invalid(`labels: ${several.problem}`);
      const values = valueColumns && valuesIn(raw.value, valueColumns);
      if (values && 'problem' in values) return invalid(values.problem);
      return labelled({
        id: tidyPath(path),
        label: named.label,
        ...several,
        ...values,
        ...(boxes && { boxes: { unit: boxUnit, boxes } }),
        ...(group !== undefined && { group }),
        ...(time !== undefined && { time }),
        ...(split && { split }),
        read: image ? (limits) => image.readImage(limits) : fileReader(root, tidyPath(path), followLinks),
      });
    },
    checkColumns() {
      const all = [...known.values()];
      if (all.length === 0) return;
      const wanted = [...Object.values(columns ?? {}), ...(valueColumns ?? [])];
      const unknown = wanted.find((column) => column !== undefined && !names.has(column));
      if (unknown !== undefined) throw unknownColumn(table, [...names], unknown);
      if (!all.some(({ path }) => path !== undefined)) throw missingColumn(table, [...names], 'path');
      const isAnnotated = ({ label, labels, boxes }: Columns) => (label ?? labels ?? boxes) !== undefined;
      if (!valueColumns && !all.some(isAnnotated)) throw missingColumn(table, [...names], 'label');
    },
  };
}

/** Numbers of a row. */
function valuesIn(
  row: Readonly<Record<string, unknown>>,
  columns: readonly string[],
): { values: Record<string, number> } | { problem: string } {
  const entries: [string, number][] = [];
  for (const column of columns) {
    const cell = row[column];
    const number = typeof cell === 'string' && cell.trim() === '' ? Number.NaN : Number(cell ?? Number.NaN);
    if (!Number.isFinite(number)) {
      const received = cell === undefined || cell === null || cell === '' ? 'nothing' : JSON.stringify(cell);
      return { problem: `${column}: must be a finite number (received ${received}).` };
    }
    entries.push([column, number]);
  }
  return { values: Object.fromEntries(entries) };
}

function fileReader(root: string, path: string, followLinks: boolean): SampleItem['read'] {
  return async (limits) => readFileWithin(await locate(root, path, { followLinks }), limits);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byRole(row: Readonly<Record<string, unknown>>, columns: Columns): Record<string, unknown> {
  return Object.fromEntries(Object.entries(columns).map(([role, column = role]) => [role, row[column]]));
}

function refused(id: string, refusal: RefusedItem['refusal']): RefusedItem {
  return { id, refusal };
}
