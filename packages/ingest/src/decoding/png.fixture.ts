import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one pixel in colour. */
export function pixelPng(red: number, green: number, blue: number): Buffer {
  return pngOf({ side: 1, bits: 8, colourType: 2 }, Buffer.from([0, red, green, blue]));
}

/** A valid 1-bit PNG header of `side`² pixels with next to no data behind it. */
export function pngClaiming(side: number): Buffer {
  return pngOf({ side, bits: 1, colourType: 0 }, Buffer.alloc(1_000_000));
}

function pngOf({ side, bits, colourType }: { side: number; bits: number; colourType: number }, data: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bits, colourType, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
