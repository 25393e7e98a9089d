import { parse, type Sample, sampleSchema } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

const COLUMNS = {
  id: 'STRING',
  label: 'STRING',
  split: 'STRING',
  boxes: 'JSON',
  group: 'STRING',
  cluster: 'STRING',
  time: 'DOUBLE',
  width: 'INT32',
  height: 'INT32',
  bytes: 'INT32',
  sha256: 'STRING',
  shard: 'STRING',
  offset: 'INT32',
} as const satisfies Record<keyof Sample, string>;

/** Columns that are there only where a sample has them. */
const OPTIONAL = ['boxes', 'group', 'cluster', 'time'] as const;
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

/** @throws ContractError when the rows are not samples */
export async function decodeIndex(parquet: Uint8Array): Promise<Sample[]> {
  const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  for (const row of rows) for (const name of OPTIONAL) if (row[name] === null) delete row[name];
  return parse(z.array(sampleSchema), rows, 'index.parquet');
}
