import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { messageOf } from '@sightline/contracts';
import { parse as parseCsv } from 'csv-parse';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { IngestError } from '../../errors.ts';

/** A row as its file has it, or what is wrong with its text. */
export type RawRow = { value: unknown } | { problem: string };

const MOST_ROW_BYTES = 1_000_000;
const MOST_JSON_BYTES = 256_000_000;

/** The formats of a manifest, by the extension of its file. */
export const manifestFormats: Readonly<Record<string, (file: string) => AsyncGenerator<RawRow>>> = {
  '.csv': readCsv,
  '.json': readJson,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.parquet': readParquet,
};

/** RFC 4180 with a header, in UTF-8. Cells are text: one that begins with "=" is never evaluated. */
async function* readCsv(file: string): AsyncGenerator<RawRow> {
  const parser = parseCsv<RawRow, Record<string, string>>({
    columns: true,
    bom: true,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_BYTES,
    relax_column_count: true,
    on_record: (value, { error }) => (error ? { problem: messageOf(error) } : { value }),
  });
  pipeline(createReadStream(file), parser, () => undefined); // an error of the file ends the parser, and so the loop
  yield* parser as AsyncIterable<RawRow>;
}

async function* readJson(file: string): AsyncGenerator<RawRow> {
  const { size } = await stat(file);
  if (size > MOST_JSON_BYTES) {
    throw invalid(
      file,
      `has ${size} bytes; a JSON list of at most ${MOST_JSON_BYTES} is read. Write one row a line, as .jsonl.`,
    );
  }
  const rows: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(rows)) throw invalid(file, 'must be a JSON list of { path, label, … }.');
  for (const value of rows) yield { value };
}

async function* readJsonLines(file: string): AsyncGenerator<RawRow> {
  for await (const line of linesOf(file)) {
    if (line.trim() === '') continue;
    try {
      yield { value: JSON.parse(line) };
    } catch (error) {
      yield { problem: messageOf(error) };
    }
  }
}

/** Lines of UTF-8, none longer than a row may be. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_ROW_BYTES) throw invalid(file, `has a line of more than ${MOST_ROW_BYTES} characters.`);
    yield* lines;
  }
  yield rest;
}

const ROWS_AT_ONCE = 10_000;

async function* readParquet(path: string): AsyncGenerator<RawRow> {
  const file = await asyncBufferFromFile(path);
  for (let rowStart = 0; ; rowStart += ROWS_AT_ONCE) {
    const rows = await parquetReadObjects({ file, compressors, rowStart, rowEnd: rowStart + ROWS_AT_ONCE });
    for (const value of rows) yield { value };
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The manifest ${file} ${problem}`);
}
