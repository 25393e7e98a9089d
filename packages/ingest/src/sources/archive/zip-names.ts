import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { type Entry, getFileNameLowLevel } from 'yauzl';
import { decodeName } from './decode-name.ts';
import type { UnpackOptions } from '../files/expansion.ts';

const UTF8_FLAG = 0x800;
/** Info-ZIP's field for the name in UTF-8. */
const UNICODE_PATH = 0x7075;

/** Decodes the names in a zip. */
export interface ZipNames {
  nameOf(entry: Entry): string;
  /** Warns where names had to be guessed. */
  report(): void;
}

/**
 * Names are UTF-8 where the zip says so, by its flag or Info-ZIP's field, or where their bytes are valid UTF-8 (macOS
 * writes them without the flag). Otherwise they are in `encoding`, or in code page 437, the default of the format.
 */
export function zipNames(file: string, { encoding, logger }: Pick<UnpackOptions, 'encoding' | 'logger'>): ZipNames {
  const guessed: string[] = [];
  return {
    nameOf({ generalPurposeBitFlag: flags, fileNameRaw: raw, extraFields }) {
      const says = (flags & UTF8_FLAG) !== 0 || extraFields.some(({ id }) => id === UNICODE_PATH);
      if (!says && (isUtf8(raw) || encoding !== undefined)) return decodeName(raw, encoding);
      const name = getFileNameLowLevel(flags, raw, extraFields, true);
      if (!says) guessed.push(name);
      return name;
    },
    report() {
      if (guessed.length === 0) return;
      logger.warn(
        `${basename(file)}: ${guessed.length} names are not UTF-8 and were read in code page 437, the first as ` +
          `${JSON.stringify(guessed[0])}. If they are in another, say which: encoding.`,
      );
    },
  };
}
