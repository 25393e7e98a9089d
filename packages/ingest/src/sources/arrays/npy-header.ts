import { IngestError } from '../../errors.ts';
import type { ByteFile } from '../files/byte-file.ts';

/** What the header of an NPY file says. */
export interface NpyHeader {
  /** NumPy's type string: `|u1`, `<i8`, `<U12`. */
  dtype: string;
  shape: number[];
  /** Where the values begin. */
  offset: number;
}

const MAGIC = '\x93NUMPY';
const MOST_HEADER_BYTES = 65_536;

/**
 * Reads the header of an array in NumPy's format
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), versions 1 to 3. Objects are never read:
 * they are pickled programs.
 *
 * @throws IngestError `ingest/invalid-source`
 */
export async function readNpyHeader(file: ByteFile): Promise<NpyHeader> {
  const start = await file.read(0, Math.min(12, file.size));
  if (start.toString('latin1', 0, 6) !== MAGIC)
    throw invalid(file, 'is not an NPY file: it does not begin with \\x93NUMPY.');
  const [major = 0] = start.subarray(6);
  const before = major === 1 ? 10 : 12;
  const length = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (major < 1 || major > 3 || length > MOST_HEADER_BYTES)
    throw invalid(file, `is of version ${major} with a header of ${length} bytes; versions 1 to 3 are read.`);
  const text = (await file.read(before, length)).toString(major === 3 ? 'utf8' : 'latin1');
  const dtype = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (dtype === undefined || order === undefined || shape === undefined) {
    throw invalid(
      file,
      `has a header that is not understood: ${text.trim().slice(0, 200)}. Arrays of one plain type are read.`,
    );
  }
  const lengths = shape
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (dtype.includes('O'))
    throw invalid(file, 'holds Python objects, which are never unpickled. Save an array of plain numbers or strings.');
  if (order === 'True' && lengths.length > 1)
    throw invalid(file, 'is in Fortran order. Save numpy.ascontiguousarray(…) of it.');
  const offset = before + length;
  const size = offset + lengths.reduce((product, each) => product * each, bytesOf(dtype));
  if (file.size !== size)
    throw invalid(
      file,
      `has ${file.size} bytes; its header (${dtype}, ${lengths.join(' × ')}) promises ${size}. Get the file again.`,
    );
  return { dtype, shape: lengths, offset };
}

/** The bytes of one value. */
export function bytesOf(dtype: string): number {
  return Number(dtype.slice(2)) * (dtype[1] === 'U' ? 4 : 1);
}

export function invalid(file: ByteFile, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `${file.path} ${problem}`);
}
