import { IngestError } from '../../errors.ts';
import { strictDecoder } from './strict-decoder.ts';

/** What text is decoded with. */
export interface TextOptions {
  /** For messages. */
  file: string;
  /** A label of the Encoding Standard, as `windows-1252`. Default: UTF-8. A byte order mark decides before either. */
  encoding?: string | undefined;
}

const MARKS: readonly { bytes: readonly number[]; encoding: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: 'utf-32' },
  { bytes: [0, 0, 0xfe, 0xff], encoding: 'utf-32' },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

const LONGEST_MARK = 4;
/** An .xlsx is a zip. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Decodes a text: UTF-8 with or without a byte order mark, UTF-16 with one, or the encoding that is declared. Nothing
 * is replaced by U+FFFD.
 *
 * @throws IngestError `ingest/invalid-source` (reason `invalid-annotation`) with the line that is not of the encoding,
 * or that holds a NUL
 */
export function decodeText(bytes: Uint8Array, options: TextOptions): string {
  return textDecoder(bytes, options).decode(bytes);
}

/**
 * Decodes a stream as {@link decodeText} does, in pieces that end where lines end.
 *
 * @param most bytes of the longest line
 * @throws IngestError as {@link decodeText}, and at a longer line
 */
export async function* decodeStream(
  chunks: AsyncIterable<Uint8Array>,
  { most, ...options }: TextOptions & { most: number },
): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array();
  let decoder: Decoder | undefined;
  for await (const chunk of chunks) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (!decoder && rest.length < LONGEST_MARK) continue;
    decoder ??= textDecoder(rest, options);
    const end = decoder.endOfLines(rest);
    if (rest.length - end > most) throw invalid(options.file, ` has a line of more than ${most} bytes.`);
    if (end > 0) yield decoder.decode(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  decoder ??= textDecoder(rest, options);
  yield decoder.decode(rest);
}

interface Decoder {
  /** Decodes the next lines; the first begin with the byte order mark, if there is one. */
  decode(bytes: Uint8Array): string;
  /** The place after the last line break. */
  endOfLines(bytes: Uint8Array): number;
}

function textDecoder(start: Uint8Array, { file, encoding: declared }: TextOptions): Decoder {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte));
  if (ZIP.every((byte, index) => start[index] === byte))
    throw invalid(file, ' is an archive or a workbook of Excel, not text. Save it as text: CSV in UTF-8.');
  const wanted = mark?.encoding ?? declared ?? 'utf-8';
  if (wanted === 'utf-32') throw invalid(file, ' is UTF-32, which is not read. Save it as UTF-8.');
  const { encoding, decode: convert } = strictDecoder(wanted);
  const advice =
    declared === undefined
      ? 'Save it as UTF-8, or say what it is (`encoding: windows-1252`, `gbk`, `utf-16le`, …).'
      : 'Is `encoding` right?';
  let [lines, first] = [0, true];
  const problem = (at: number, what: string) => invalid(file, `: line ${lines + at} ${what}. ${advice}`);
  return {
    decode(bytes) {
      let text: string;
      try {
        text = convert(bytes);
      } catch {
        throw problem(lineOfFault(bytes, encoding, convert), `is not ${encoding.toUpperCase()}`);
      }
      const nul = text.indexOf('\0');
      if (nul >= 0) throw problem(linesIn(text.slice(0, nul)) + 1, 'holds a NUL, which no text does');
      lines += linesIn(text);
      const marked = first && text.startsWith('\ufeff');
      first = false;
      return marked ? text.slice(1) : text;
    },
    endOfLines: (bytes) => endOfLines(bytes, encoding),
  };
}

/** The number, from 1, of the first line that cannot be decoded. */
function lineOfFault(bytes: Uint8Array, encoding: string, convert: (bytes: Uint8Array) => string): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = endOfLine(bytes, start, encoding);
    try {
      convert(bytes.subarray(start, end));
    } catch {
      break;
    }
    start = end;
  }
  return line;
}

function endOfLine(bytes: Uint8Array, start: number, encoding: string): number {
  if (!encoding.startsWith('utf-16')) return bytes.indexOf(LINE_FEED, start) + 1 || bytes.length;
  let at = start;
  while (at < bytes.length && unitAt(bytes, at, encoding) !== LINE_FEED) at += 2;
  return Math.min(at + 2, bytes.length);
}

function endOfLines(bytes: Uint8Array, encoding: string): number {
  if (!encoding.startsWith('utf-16'))
    return Math.max(bytes.lastIndexOf(LINE_FEED), bytes.lastIndexOf(CARRIAGE_RETURN)) + 1;
  let at = bytes.length - (bytes.length % 2) - 2;
  while (at >= 0 && ![LINE_FEED, CARRIAGE_RETURN].includes(unitAt(bytes, at, encoding))) at -= 2;
  return at + 2;
}

function unitAt(bytes: Uint8Array, at: number, encoding: string): number {
  const [low = 0, high = 0] = encoding === 'utf-16le' ? [bytes[at], bytes[at + 1]] : [bytes[at + 1], bytes[at]];
  return 256 * high + low;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function invalid(file: string, problem: string): IngestError {
  return new IngestError('ingest/invalid-source', `${file}${problem}`, { reason: 'invalid-annotation' });
}
