import { isUtf8 } from 'node:buffer';
import { NOT_UTF8 } from '../files/safe-path.ts';
import { strictDecoder } from '../text/strict-decoder.ts';

/**
 * A name in an archive: UTF-8 where it is that, else in `encoding`. One that cannot be decoded holds the mark by which
 * it is refused.
 */
export function decodeName(raw: Uint8Array, encoding: string | undefined): string {
  if (isUtf8(raw)) return Buffer.from(raw).toString();
  try {
    return strictDecoder(encoding ?? 'utf-8').decode(raw);
  } catch {
    return NOT_UTF8;
  }
}
