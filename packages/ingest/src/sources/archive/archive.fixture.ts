import { zipOf } from '@sightline/native/fixtures/zip';
import { type Header, pack } from 'tar-stream';

export interface Member {
  name: string;
  data?: Uint8Array | string;
}

/** A tar of these members; a link needs `type` and `linkname`. */
export async function tarOf(members: readonly (Member & Partial<Header>)[]): Promise<Buffer> {
  const archive = pack();
  for (const { data = '', ...header } of members)
    archive.entry({ mtime: new Date(0), ...header }, Buffer.from(data as string));
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}

/** The beginning of a tar, of links `x/0.png`, `x/1.png`, …; faster than the library. */
export async function linksOf(count: number): Promise<Buffer> {
  const template = (await tarOf([{ name: 'x', type: 'symlink', linkname: 'y' }])).subarray(0, 512);
  const all = Buffer.alloc(512 * count);
  for (let index = 0; index < count; index++) {
    const header = all.subarray(512 * index, 512 * (index + 1));
    template.copy(header);
    header.write(`x/${index}.png`);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
  return all;
}

/**
 * A zip whose directory lists its one member `count` times under other names: little data that would unpack to much.
 */
export function overlappingZip(data: Uint8Array, count: number): Buffer {
  const one = zipOf([{ name: 'x/000000.png', data }]);
  const start = one.indexOf('PK\x01\x02');
  const entry = one.subarray(start, one.length - 22);
  const directory = Buffer.concat(Array.from({ length: count }, () => entry));
  for (let index = 0; index < count; index++)
    directory.write(String(index).padStart(6, '0'), (index + 1) * entry.length - '000000.png'.length);
  const end = Buffer.from(one.subarray(one.length - 22));
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  return Buffer.concat([one.subarray(0, start), directory, end]);
}
