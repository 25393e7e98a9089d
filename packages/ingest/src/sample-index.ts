import { parse, type Sample, sampleSchema } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

const COLUMNS = {
  id: 'STRING',
  label: 'STRING',
  split: 'STRING',
  width: 'INT32',
  height: 'INT32',
  bytes: 'INT32',
  sha256: 'STRING',
  shard: 'STRING',
  offset: 'INT32',
} as const satisfies Record<keyof Sample, string>;

/** The samples as a Parquet file: `index.parquet`. */
export function encodeIndex(samples: readonly Sample[]): Uint8Array {
  const columnData = Object.entries(COLUMNS).map(([name, type]) => ({
    name,
    type,
    nullable: name === 'split',
    data: samples.map((sample) => sample[name as keyof Sample]),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** @throws ContractError when the rows are not samples */
export async function decodeIndex(parquet: Uint8Array): Promise<Sample[]> {
  const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
  return parse(z.array(sampleSchema), await parquetReadObjects({ file }), 'index.parquet');
}
