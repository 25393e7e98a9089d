import type { ByteFile } from '../files/byte-file.ts';
import type { RefusedItem } from '../source.ts';
import { maskedCrc32c } from './crc32c.ts';

/** Where a record's data is. */
export interface RecordPlace {
  offset: number;
  length: number;
}

export type RecordResult = (RecordPlace & { data: Buffer }) | { refusal: RefusedItem['refusal'] };

const HEADER = 12;
const FOOTER = 4;
const MOST_BYTES = 256_000_000;

/**
 * Reads the records of a TFRecord file (https://www.tensorflow.org/tutorials/load_data/tfrecord) one after the other. A
 * record whose data is damaged is refused; where a length is, nothing after it can be found, so that the file ends with
 * a refusal.
 */
export async function* readRecords(file: ByteFile): AsyncGenerator<RecordResult> {
  for (let offset = 0; offset < file.size;) {
    const header = offset + HEADER <= file.size ? await file.read(offset, HEADER) : Buffer.alloc(0);
    const problem = problemOf(header, offset, file.size);
    if (problem !== undefined) {
      yield refused(`${problem}; nothing after it can be read.`);
      break;
    }
    const place = { offset: offset + HEADER, length: lengthOf(header) };
    const data = await readRecord(file, place);
    yield data ? { ...place, data } : refused('The checksum of its data is wrong.');
    offset = place.offset + place.length + FOOTER;
  }
}

function problemOf(header: Buffer, offset: number, size: number): string | undefined {
  if (header.length === 0) return `The file is cut short in the header at byte ${offset}`;
  const length = lengthOf(header);
  if (maskedCrc32c(header.subarray(0, 8)) !== header.readUInt32LE(8)) {
    const gzip = offset === 0 && header[0] === 0x1f && header[1] === 0x8b ? ' (it looks gzipped: name it .gz)' : '';
    return `The checksum of the length at byte ${offset} is wrong${gzip}`;
  }
  if (offset + HEADER + length + FOOTER > size) return `The file is cut short in the record at byte ${offset}`;
  return length > MOST_BYTES
    ? `The record at byte ${offset} has ${length} bytes; at most ${MOST_BYTES} are read`
    : undefined;
}

function lengthOf(header: Buffer): number {
  return Number(header.readBigUInt64LE(0));
}

/** The data of a record, or nothing when its checksum is wrong. */
export async function readRecord(file: ByteFile, { offset, length }: RecordPlace): Promise<Buffer | undefined> {
  const bytes = await file.read(offset, length + FOOTER);
  const data = bytes.subarray(0, length);
  return maskedCrc32c(data) === bytes.readUInt32LE(length) ? data : undefined;
}

function refused(detail: string): RecordResult {
  return { refusal: { reason: 'corrupt-record', detail } };
}
