import { crc32, deflateRawSync } from 'node:zlib';
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

interface ZipMember extends Member {
  /** The type and the rights of Unix. */
  mode?: number;
  /** A wrong checksum. */
  crc?: number;
  flags?: number;
  /** The name as it is written. */
  raw?: Uint8Array;
  extra?: Uint8Array;
}

/** A zip of these members, deflated. */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    data: content = '',
    mode = 0o100644,
    crc,
    flags = 0x800,
    raw,
    extra = Buffer.alloc(0),
  } of members) {
    const data = Buffer.from(content as string);
    const packed = deflateRawSync(data);
    const title = Buffer.from(raw ?? Buffer.from(name));
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc ?? crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(title.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const described = Buffer.from(shared);
    described.writeUInt16LE(extra.length, 24);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), described, tail, title, Buffer.from(extra));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, title, packed]);
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length % 65_536, 8);
  end.writeUInt16LE(members.length % 65_536, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
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
