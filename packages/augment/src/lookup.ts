import type { RawImage } from '@sightline/contracts';

/** A table of 256 bytes: what each byte of an image becomes. */
export type LookupTable = Uint8Array;

/** The table of a function of bytes, rounded and clipped to bytes. */
export function tableOf(value: (byte: number) => number): LookupTable {
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.min(Math.max(Math.round(value(byte)), 0), 255));
}

/** The table that does `first`, then `second`. */
export function chainTables(first: LookupTable, second: LookupTable): LookupTable {
  return first.map((byte) => second[byte] as number);
}

/** Looks up each byte in its channel's table. */
export function lookUp(image: RawImage, tables: readonly LookupTable[]): RawImage {
  const { channels } = image;
  const pixels = new Uint8Array(image.pixels.length);
  for (const [channel, table] of tables.entries()) {
    for (let index = channel; index < pixels.length; index += channels) {
      pixels[index] = table[image.pixels[index] as number] as number;
    }
  }
  return { ...image, pixels };
}
