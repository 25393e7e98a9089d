import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf, type Source } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { linesOf } from '../labels/class-names.ts';
import { decodeStream } from '../text/decode-text.ts';
import { parseJson } from '../text/parse-json.ts';
import { readJson } from '../text/read-text.ts';
import type { Resources } from '../resources.ts';
import { readCsv } from './csv.ts';
import { readParquet } from './parquet.ts';
import type { RawRow } from './raw-row.ts';

type ManifestSource = Extract<Source, { kind: 'manifest' }>;

const MOST_ROW_BYTES = 1_000_000;
const MOST_JSON_BYTES = 256_000_000;

/** The formats of a manifest, by the extension of its file. */
export const manifestFormats: Readonly<
  Record<string, (file: string, source: ManifestSource, resources: Resources) => AsyncGenerator<RawRow>>
> = {
  '.csv': readCsv,
  '.json': readJsonList,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.parquet': (file, _, resources) => readParquet(file, resources),
  '.tsv': (file, source) => readCsv(file, { ...source, delimiter: source.delimiter ?? '\t' }),
};

async function* readJsonList(file: string, { encoding }: ManifestSource): AsyncGenerator<RawRow> {
  const { size } = await stat(file);
  if (size > MOST_JSON_BYTES) {
    throw invalid(
      file,
      `has ${size} bytes; a JSON list of at most ${MOST_JSON_BYTES} is read. Write one row per line, as .jsonl.`,
    );
  }
  const rows = await readJson(file, encoding);
  if (!Array.isArray(rows)) throw invalid(file, 'must be a JSON list of { path, label, … }.');
  for (const value of rows) yield { value };
}

async function* readJsonLines(file: string, { encoding }: ManifestSource): AsyncGenerator<RawRow> {
  const options = { file: basename(file), encoding, most: MOST_ROW_BYTES };
  for await (const piece of decodeStream(createReadStream(file), options)) {
    for (const line of linesOf(piece)) {
      const text = line.trim(); // a byte order mark is space too
      if (text !== '') yield rowOf(text);
    }
  }
}

function rowOf(text: string): RawRow {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return { problem: `The row is not JSON: ${messageOf(error).replace(/^line 1: /, '')}` };
  }
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `The manifest ${file} ${problem}`);
}
