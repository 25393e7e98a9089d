import { ArtifactError } from '@sightline/artifacts';
import { parse, type Sample, sampleSchema } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

const COLUMNS = {
  id: 'STRING',
  label: 'STRING',
  labels: 'JSON',
  values: 'JSON',
  split: 'STRING',
  boxes: 'JSON',
  group: 'STRING',
  cluster: 'STRING',
  time: 'DOUBLE',
  width: 'INT32',
  height: 'INT32',
  shard: 'STRING',
  parts: 'JSON',
} as const satisfies Record<keyof Sample, string>;

/** Columns that are there only where a sample has them. */
const OPTIONAL = ['label', 'labels', 'values', 'boxes', 'group', 'cluster', 'time'] as const;
const NULLABLE = new Set<string>(['split', ...OPTIONAL]);

/** The samples as a Parquet file: `index.parquet`. */
export function encodeIndex(samples: readonly Sample[]): Uint8Array {
  const absent = OPTIONAL.filter((name) => samples.every((sample) => sample[name] === undefined));
  const columnData = Object.entries(COLUMNS)
    .filter(([name]) => !absent.some((other) => other === name))
    .map(([name, type]) => ({
      name,
      type,
      nullable: NULLABLE.has(name),
      data: samples.map((sample) => sample[name as keyof Sample] ?? null),
    }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/**
 * @param dataset its id, for messages
 * @throws ArtifactError `artifacts/outdated` when an older version wrote it
 * @throws ContractError when the rows are not samples
 */
export async function decodeIndex(parquet: Uint8Array, dataset: string): Promise<Sample[]> {
  const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  if (isOutdated(rows[0])) throw outdated(dataset);
  for (const row of rows) for (const name of OPTIONAL) if (row[name] === null) delete row[name];
  return parse(z.array(sampleSchema), rows, 'index.parquet');
}

/** Whether a row is of an index from before samples had parts. */
function isOutdated(row: Record<string, unknown> | undefined): boolean {
  return row !== undefined && 'sha256' in row && !('parts' in row);
}

function outdated(dataset: string): ArtifactError {
  return new ArtifactError(
    'artifacts/outdated',
    `Dataset ${dataset} was made by an older version: its index.parquet has no parts. Run the stage ingest again, ` +
      'and those that follow it.',
  );
}
