/** What may stand at a place of a JSON text, as messages call it. */
type Expected =
  | 'a value'
  | 'a value or ]'
  | 'a name in quotes'
  | 'a name in quotes or }'
  | ':'
  | ', or ]'
  | ', or }'
  | 'the end of the body';

interface Token {
  readonly kind: 'value' | 'string' | '[' | ']' | '{' | '}' | ',' | ':' | 'end' | 'fault';
  readonly end: number;
  /** As messages call it. */
  readonly text: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const NOT_FINITE = /-?(?:NaN|Infinity)/y;
const LIST = 1;
const OBJECT = 2;

/**
 * Where a text stops being JSON (RFC 8259), and what was expected there: the runtime's own words differ from version to
 * version, and often have no place.
 *
 * @returns `undefined` when the text is JSON
 */
export function jsonFault(text: string): string | undefined {
  // One byte for each list or object that is open: a list of millions of brackets stays small.
  const open = new Uint8Array(text.length);
  let depth = 0;
  let expected: Expected = 'a value';
  const afterValue = (): Expected => {
    if (depth === 0) return 'the end of the body';
    return open[depth - 1] === LIST ? ', or ]' : ', or }';
  };

  /** What is expected behind a token, or `undefined` where it may not stand. */
  function behind({ kind }: Token): Expected | undefined {
    switch (expected) {
      case 'a value':
      case 'a value or ]':
        if (kind === 'value' || kind === 'string') return afterValue();
        if (kind === ']' && expected === 'a value or ]') return close();
        if (kind !== '[' && kind !== '{') return undefined;
        open[depth++] = kind === '[' ? LIST : OBJECT;
        return kind === '[' ? 'a value or ]' : 'a name in quotes or }';
      case 'a name in quotes':
      case 'a name in quotes or }':
        if (kind === '}' && expected === 'a name in quotes or }') return close();
        return kind === 'string' ? ':' : undefined;
      case ':':
        return kind === ':' ? 'a value' : undefined;
      case ', or ]':
        return kind === ',' ? 'a value' : kind === ']' ? close() : undefined;
      case ', or }':
        return kind === ',' ? 'a name in quotes' : kind === '}' ? close() : undefined;
      default:
        return undefined;
    }
  }

  function close(): Expected {
    depth--;
    return afterValue();
  }

  for (let position = matchAt(SPACE, text, 0).length; ;) {
    const token = tokenAt(text, position);
    if (token.kind === 'end' && expected === 'the end of the body') return undefined;
    const next = behind(token);
    if (next === undefined) {
      const notFinite = matchAt(NOT_FINITE, text, position);
      if (notFinite) return `${notFinite} at position ${position} is not JSON: every value must be a finite number`;
      return `expected ${expected} at position ${position}, received ${token.text}`;
    }
    expected = next;
    position = token.end + matchAt(SPACE, text, token.end).length;
  }
}

function tokenAt(text: string, position: number): Token {
  const character = text[position];
  if (character === undefined) return { kind: 'end', end: position, text: 'its end' };
  if (character === '"') return stringAt(text, position);
  const scalar = matchAt(SCALAR, text, position);
  if (scalar) return { kind: 'value', end: position + scalar.length, text: scalar.slice(0, 40) };
  const kind = '[]{},:'.includes(character) ? (character as '[' | ']' | '{' | '}' | ',' | ':') : 'fault';
  return { kind, end: position + 1, text: kind === 'fault' ? JSON.stringify(character) : character };
}

function stringAt(text: string, start: number): Token {
  let quote = start + 1;
  while (quote < text.length && text[quote] !== '"') quote += text[quote] === '\\' ? 2 : 1;
  if (quote >= text.length) return { kind: 'fault', end: text.length, text: 'a string without its closing quote' };
  const end = quote + 1;
  try {
    JSON.parse(text.slice(start, end));
    return { kind: 'string', end, text: 'a string' };
  } catch {
    return { kind: 'fault', end, text: 'a string with a line break, another control character or a wrong escape' };
  }
}

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? '';
}
