/** A number of more digits than a double holds exactly. */
interface LargeInteger {
  start: number;
  end: number;
}

const QUOTE = 0x22;
const WORDS = new Set(['true', 'false', 'null']);

/**
 * Parses JSON (RFC 8259) so that nothing of it is lost: a whole number that a double does not hold exactly becomes its
 * digits as a string.
 *
 * @throws SyntaxError with the line, at a key that an object has twice, at NaN or Infinity (which Python writes), or
 * where it is not JSON
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    largeIntegers(text); // knows of more faults by name
    const { message } = error as Error;
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    if (position === undefined && !message.includes('end of')) throw new SyntaxError('it is damaged.');
    throw fault(text, Number(position ?? text.length), 'it is damaged or cut short here');
  }
  const large = largeIntegers(text);
  return large.length === 0 ? value : JSON.parse(quoted(text, large));
}

/** Walks over JSON once. @throws SyntaxError */
function largeIntegers(text: string): LargeInteger[] {
  const found: LargeInteger[] = [];
  /** The keys of each object that is open; of a list, none. */
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (isKey) noteKey(text, { start: at, end }, open.at(-1));
      isKey = false;
      at = end;
    } else if (isDigit(code) || code === 0x2d) {
      const end = endOfNumber(text, at);
      if (end - at > 15 && isLargeInteger(text.slice(at, end))) found.push({ start: at, end });
      at = Math.max(end, at + 1);
    } else if (isLetter(code)) {
      at = endOfWord(text, at);
    } else {
      if (code === 0x7b) open.push(new Set());
      else if (code === 0x5b) open.push(undefined);
      else if (code === 0x7d || code === 0x5d) open.pop();
      if (code === 0x7b || code === 0x2c) isKey = open.at(-1) !== undefined;
      at++;
    }
  }
  return found;
}

function noteKey(text: string, { start, end }: LargeInteger, keys: Set<string> | undefined): void {
  const raw = text.slice(start, end);
  const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  if (keys?.has(key)) throw fault(text, start, `one object has the key ${raw.slice(0, 60)} twice`);
  keys?.add(key);
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  throw fault(text, start, 'a string has no end');
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isOfNumber(text.charCodeAt(end))) end++;
  return end;
}

/** @throws SyntaxError when JSON has no such word */
function endOfWord(text: string, start: number): number {
  let end = start;
  while (isLetter(text.charCodeAt(end))) end++;
  const word = text.slice(start, end);
  if (!WORDS.has(word)) throw fault(text, start, `JSON has no ${word.slice(0, 20)}; write null, or leave it out`);
  return end;
}

function isLargeInteger(number: string): boolean {
  return /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));
}

/** Digits, and `+`, `-`, `.`, `e`, `E`. */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 0x2e || code === 0x2d || code === 0x2b || (code | 0x20) === 0x65;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

function quoted(text: string, large: readonly LargeInteger[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of large) {
    parts.push(text.slice(done, start), '"', text.slice(start, end), '"');
    done = end;
  }
  return [...parts, text.slice(done)].join('');
}

function fault(text: string, at: number, what: string): SyntaxError {
  const line = text.slice(0, at).split('\n').length;
  return new SyntaxError(`line ${line}: ${what}.`);
}
