import { parse, type Sample, sampleSchema } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

const COLUMNS = [
  ['id', 'STRING'],
  ['label', 'STRING'],
  ['split', 'STRING'],
  ['width', 'INT32'],
  ['height', 'INT32'],
  ['bytes', 'INT32'],
  ['sha256', 'STRING'],
  ['shard', 'STRING'],
  ['offset', 'INT32'],
] as const satisfies readonly (readonly [keyof Sample, string])[];

/** The bytes of `index.parquet`: one row a sample. Equal rows give equal bytes. */
export function encodeIndex(samples: readonly Sample[]): Uint8Array {
  const columnData = COLUMNS.map(([name, type]) => ({ name, type, nullable: name === 'split', data: samples.map((sample) => sample[name]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** Reads `index.parquet`. */
export async function decodeIndex(bytes: Buffer): Promise<Sample[]> {
  const file = new Uint8Array(bytes).buffer;
  return parse(z.array(sampleSchema), await parquetReadObjects({ file }), 'index.parquet');
}
