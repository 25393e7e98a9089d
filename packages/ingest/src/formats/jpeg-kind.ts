import type { IngestError } from '../errors.ts';
import { undecodable } from './refusals.ts';

/** How a frame is coded, by its marker (ITU-T T.81, table B.1; T.87), where no decoder here knows it. */
const OTHER_FRAMES: Readonly<Record<number, string>> = {
  0xc3: 'lossless',
  0xc5: 'hierarchical',
  0xc6: 'hierarchical',
  0xc7: 'hierarchical',
  0xc9: 'arithmetic codes',
  0xca: 'arithmetic codes',
  0xcb: 'lossless with arithmetic codes',
  0xcd: 'hierarchical',
  0xce: 'hierarchical',
  0xcf: 'hierarchical',
  0xf7: 'JPEG-LS',
};
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];

/** The refusal of a JPEG of a kind that is not decoded; undefined where its kind is decoded, so that it is damaged. */
export function refusalOfJpeg(encoded: Uint8Array): IngestError | undefined {
  const kind = kindOf(Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength));
  if (kind === undefined) return undefined;
  return undecodable('unsupported-format', `This kind of JPEG is not read: ${kind}. Convert it to PNG.`);
}

function kindOf(bytes: Buffer): string | undefined {
  for (let at = 2; at + 5 <= bytes.length && bytes[at] === 0xff;) {
    const [marker = 0, bits = 0] = [bytes[at + 1], bytes[at + 4]];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker in OTHER_FRAMES) return OTHER_FRAMES[marker];
    if (FRAMES.includes(marker)) return bits === 8 ? undefined : `${bits} bits for each sample`;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
