import { type Finding, findingSchema, parse } from '@sightline/contracts';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';

const COLUMNS = {
  sample: 'STRING',
  check: 'STRING',
  score: 'DOUBLE',
  reason: 'STRING',
  detail: 'STRING',
  partner: 'STRING',
  action: 'STRING',
} as const satisfies Record<keyof Finding, string>;

/** The findings as a Parquet file: `findings.parquet`. */
export function encodeFindings(findings: readonly Finding[]): Uint8Array {
  const columnData = Object.entries(COLUMNS).map(([name, type]) => ({
    name,
    type,
    nullable: name === 'partner',
    data: findings.map((finding) => finding[name as keyof Finding] ?? null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** @throws ContractError when the rows are not findings */
export async function decodeFindings(parquet: Uint8Array): Promise<Finding[]> {
  const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  const findings = rows.map(({ partner, ...row }) => ({ ...row, ...(typeof partner === 'string' && { partner }) }));
  return parse(z.array(findingSchema), findings, 'findings.parquet');
}
