import { isUtf8 } from 'node:buffer';
import type { ByteFile } from '../files/byte-file.ts';
import { bytesOf, invalid, readNpyHeader } from './npy-header.ts';

/**
 * Reads an array of labels, `[n]` or `[n, 1]`: whole numbers from 0 of any width, booleans, or strings (`<U…`, `|S…`).
 *
 * @throws IngestError `ingest/invalid-source`
 */
export async function readNpyLabels(file: ByteFile): Promise<(number | string)[]> {
  const { dtype, shape, offset } = await readNpyHeader(file);
  const [count = 0, width = 1] = shape;
  const type = dtype[1] ?? '';
  if (shape.length < 1 || shape.length > 2 || width !== 1 || !'biuUS'.includes(type)) {
    throw invalid(
      file,
      `holds ${dtype} of shape (${shape.join(', ')}); labels must be whole numbers or strings of shape (n) or (n, ` +
        '1). One-hot rows: save numpy.argmax(…, 1).',
    );
  }
  const size = bytesOf(dtype);
  const values = await file.read(offset, count * size);
  const label = (index: number) => valueOf(values.subarray(index * size, (index + 1) * size), type, dtype[0] === '>');
  return Array.from({ length: count }, (_, index) => {
    const value = label(index);
    if (value === undefined)
      throw invalid(file, `has a label at ${index} that is not UTF-8 or no text. Save it as numpy.str_.`);
    if (typeof value === 'number' && (value < 0 || !Number.isSafeInteger(value)))
      throw invalid(file, `has the label ${value} at ${index}; whole numbers from 0 are allowed.`);
    return value;
  });
}

function valueOf(bytes: Buffer, type: string, bigEndian: boolean): number | string | undefined {
  if (type === 'S') return isUtf8(bytes) ? bytes.toString('utf8').replace(/\0+$/, '') : undefined;
  if (type === 'U') {
    const points = Array.from({ length: bytes.length / 4 }, (_, index) =>
      bigEndian ? bytes.readUInt32BE(4 * index) : bytes.readUInt32LE(4 * index),
    );
    if (points.some((point) => point > 0x10ffff)) return undefined;
    return String.fromCodePoint(...points).replace(/\0+$/, '');
  }
  const ordered = bigEndian ? Buffer.from(bytes).reverse() : bytes;
  if (ordered.length === 8) return Number(type === 'i' ? ordered.readBigInt64LE() : ordered.readBigUInt64LE());
  return type === 'i' ? ordered.readIntLE(0, ordered.length) : ordered.readUIntLE(0, ordered.length);
}
