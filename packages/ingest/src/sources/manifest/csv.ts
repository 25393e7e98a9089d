import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import type { Source } from '@sightline/contracts';
import { type CsvError, parse as parseCsv } from 'csv-parse';
import { IngestError } from '../../errors.ts';
import { decodeStream } from '../text/decode-text.ts';
import { type Columns, rolesOf } from './columns.ts';
import type { RawRow } from './raw-row.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;

const MOST_ROW_BYTES = 1_000_000;
const DELIMITERS = [',', ';', '\t', '|'];
/** The line before the header by which Excel names the delimiter. */
const SEPARATOR_LINE = /^"?sep=(?<delimiter>.)"?(\r\n|\n|\r)/i;

/**
 * RFC 4180 with a header. Cells are separated by what `delimiter` says, or by what separates the header: a comma, a
 * semicolon, a tab or a bar. They are text: one that begins with "=" is never evaluated.
 */
export async function* readCsv(file: string, source: ManifestSource): AsyncGenerator<RawRow> {
  const { encoding } = source;
  const pieces = decodeStream(createReadStream(file), { file: basename(file), encoding, most: MOST_ROW_BYTES });
  const { start, delimiter } = await beginning(pieces, source);
  const parser = parseCsv({
    delimiter,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_BYTES,
    relax_column_count: true,
  });
  const text = Readable.from(resumed(start, pieces));
  pipeline(text, parser, () => undefined); // an error of the file ends the parser, and so the loop
  let header: string[] | undefined;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (header) yield rowOf(header, cells);
      else header = headerOf(cells, file);
    }
  } catch (error) {
    const { code, lines } = error as CsvError & { lines?: number };
    if (error instanceof IngestError || !code || !/^(CSV|INVALID)_/.test(code)) throw error;
    const what =
      code === 'CSV_MAX_RECORD_SIZE' ? `a row of more than ${MOST_ROW_BYTES} characters` : 'quotes that do not match';
    const advice =
      code === 'CSV_MAX_RECORD_SIZE' ? '' : ' A cell with a quote in it is put in quotes, and the quote is doubled.';
    throw invalid(file, `has ${what} near line ${lines ?? 1}.${advice}`);
  }
}

function headerOf(cells: readonly string[], file: string): string[] {
  const names = cells.map((name) => name.trim());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalid(file, `has two columns called "${twice}". Rename one of them, or give the table a header.`);
  return names;
}

function rowOf(header: readonly string[], cells: readonly string[]): RawRow {
  if (cells.length !== header.length)
    return { problem: `It has ${cells.length} cells; the header has ${header.length}. Is a cell to be quoted?` };
  return { value: Object.fromEntries(header.map((name, index) => [name, cells[index]])) };
}

/** Reads as far as the header, and finds by what cells are separated. */
async function beginning(
  pieces: AsyncGenerator<string>,
  { delimiter, columns, path }: ManifestSource,
): Promise<{ start: string; delimiter: string }> {
  let start = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    start += next.value;
    if (/[^\s\ufeff][^\r\n]*[\r\n]/.test(start)) break;
  }
  const [line, said] = [SEPARATOR_LINE.exec(start)?.[0] ?? '', SEPARATOR_LINE.exec(start)?.groups?.['delimiter']];
  start = start.slice(line.length);
  const [header = ''] = start.trimStart().split(/[\r\n]/, 1);
  return { start, delimiter: delimiter ?? said ?? delimiterOf(header, { columns, path }) };
}

/** The delimiter of a header: the only one that occurs, or the one by which a column of paths is found. */
function delimiterOf(header: string, { columns, path }: { columns: Columns | undefined; path: string }): string {
  const present = DELIMITERS.filter((delimiter) => header.includes(delimiter));
  if (present.length <= 1) return present[0] ?? ',';
  const found = present.filter((delimiter) => {
    const names = header.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    return columns?.path === undefined ? rolesOf(names, {}, path).path !== undefined : names.includes(columns.path);
  });
  if (found.length === 1 || found.includes(',')) return found.includes(',') ? ',' : (found[0] as string);
  if (found.length === 0) return ',';
  throw invalid(
    path,
    `may be separated by ${found.map((each) => JSON.stringify(each)).join(' or ')}. Say which: \`delimiter\`.`,
  );
}

async function* resumed(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The manifest ${file} ${problem}`);
}
