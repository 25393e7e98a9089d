import { createContext } from '@sightline/artifacts';
import { decodeLimitsSchema, type Source, sourceSchema } from '@sightline/contracts';
import { writeFiles } from '../../image-folder.fixture.ts';
import { openSource } from '../sources.ts';

/** Bytes that differ from their neighbours. */
export function pixelsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 37 + 11) % 256);
}

/** An IDX file of unsigned bytes. */
export function idxOf(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(values)]);
}

/** An NPY file of version 1. */
export function npyOf(dtype: string, shape: readonly number[], bytes: readonly number[], fortran = 'False'): Buffer {
  const text = `{'descr': '${dtype}', 'fortran_order': ${fortran}, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\0', 'latin1'),
    Buffer.from([header.length, 0]),
    header,
    Buffer.from(bytes),
  ]);
}

/** The samples of a source of arrays in `folder`, to which `files` are added first, with their pixels. */
export async function contentOfFiles(folder: string, source: object, files: Record<string, Uint8Array | string>) {
  await writeFiles(folder, files);
  return contentOf(sourceSchema.parse({ path: folder, ...source }));
}

/** The samples of a source of arrays, with their pixels. */
export async function contentOf(
  source: Source,
): Promise<{ id: string; label: string; split?: string; pixels: number[] }[]> {
  const listing = await openSource(source, createContext({ root: 'never written to' }));
  const read = listing.items.map(async (item) => {
    if ('refusal' in item) throw new Error(item.refusal.detail);
    const image = await item.read(decodeLimitsSchema.parse({}));
    if (image instanceof Uint8Array || Array.isArray(image)) throw new Error('no pixels of one image');
    const { id, label, split } = item;
    return { id, label: label as string, ...(split && { split }), pixels: [...image.pixels] };
  });
  try {
    return await Promise.all(read);
  } finally {
    await listing.close?.();
  }
}
