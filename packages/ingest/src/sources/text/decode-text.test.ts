import { decodeStream, decodeText } from './decode-text.ts';

const rows = 'path,label\r\na.png,Zoë 猫\r\nb.png,Ċ ਊ\n';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
async function* piecesOf(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function streamed(bytes: Uint8Array, size: number, encoding?: string) {
  let text = '';
  for await (const piece of decodeStream(piecesOf(bytes, size), { file: 'm.csv', encoding, most: 100 })) text += piece;
  return text;
}

describe('text', () => {
  it.each<[string, Uint8Array, string?]>([
    ['UTF-8', Buffer.from(rows)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${rows}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${rows}`, 'utf16le')],
    ['UTF-16 BE with a mark', utf16be(`\ufeff${rows}`)],
    ['UTF-16 LE, declared', Buffer.from(rows, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE, declared', utf16be(rows), 'utf-16be'],
    ['another mark than is declared', Buffer.from(`\ufeff${rows}`), 'gbk'],
    ['declared UTF-8 with a mark', Buffer.from(`\ufeff${rows}`), 'utf-8'],
  ])('is read, at once and in pieces of any size: %s', async (_, bytes, ...[encoding]) => {
    expect(decodeText(bytes, { file: 'm.csv', encoding })).toBe(rows);
    for (const size of [1, 2, 3, 7, 1000]) expect(await streamed(bytes, size, encoding)).toBe(rows);
  });

  // What Python's codecs cp1252, gbk, shift_jis, koi8_r and iso8859_2 make of them.
  it.each([
    ['windows-1252', [0x80, 0x20, 0x8a, 0x93, 0xe9, 0x9f], '€ Š“éŸ'],
    ['latin1', [0x80, 0xe9], '€é'],
    ['gbk', [0xc3, 0xa8, 0xb9, 0xb7, 0xc4, 0xf1], '猫狗鸟'],
    ['gbk', [0x80], '€'],
    ['big5', [0xb5, 0xa8], '筐'],
    ['euc-kr', [0xb0, 0xa1], '가'],
    ['euc-jp', [0xa5, 0xaf], 'ク'],
    ['shift_jis', [0x83, 0x4e], 'ク'],
    ['koi8-r', [0xc1], 'а'],
    ['iso-8859-2', [0xb1], 'ą'],
  ])('in a declared encoding is read as it says: %s', async (encoding, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes), { file: 'm.csv', encoding })).toBe(text);
    expect(await streamed(Uint8Array.from(bytes), 1, encoding)).toBe(text);
  });

  it.each<[string, Uint8Array, RegExp, string?]>([
    [
      'GBK',
      Buffer.from([0x61, 10, 0x61, 10, 0xb9, 0xb7]),
      /^m\.csv: line 3 is not UTF-8\. Save it as UTF-8, or say .*gbk/,
    ],
    ['a character cut short', Buffer.from('aé').subarray(0, 2), /^m\.csv: line 1 is not UTF-8/],
    ['UTF-16 without its mark', Buffer.from('a\nb', 'utf16le'), /^m\.csv: line 1 holds a NUL/],
    ['a NUL', Buffer.from('a\nb\0'), /^m\.csv: line 2 holds a NUL/],
    ['half of a surrogate pair', Buffer.from('\ufeffa\n\ud83d!', 'utf16le'), /^m\.csv: line 2 is not UTF-16LE/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /^m\.csv is UTF-32, which is not read/],
    [
      'another encoding than declared',
      Buffer.from([0x61, 10, 0xb9]),
      /line 2 is not GBK\. Is `encoding` right\?/,
      'gbk',
    ],
  ])('is refused with its line, and never replaced: %s', async (_, bytes, message, ...[encoding]) => {
    const error = {
      code: 'ingest/invalid-source',
      reason: 'invalid-annotation',
      message: expect.stringMatching(message),
    };
    expect(() => decodeText(bytes, { file: 'm.csv', encoding })).toThrow(expect.objectContaining(error) as Error);
    for (const size of [1, 2, 1000]) await expect(streamed(bytes, size, encoding)).rejects.toMatchObject(error);
  });

  it.each(['gbk', 'big5', 'euc-kr', 'euc-jp', 'shift_jis'])(
    'has no bytes that its encoding does not: %s',
    (encoding) => {
      for (const byte of [0xff, 0xa0])
        expect(() => decodeText(Uint8Array.of(0x61, byte, 0x0a), { file: 'm.csv', encoding })).toThrow(/line 1 is not/);
    },
  );

  it('in a stream has lines of bounded length', async () => {
    await expect(streamed(Buffer.alloc(500, 'x'), 50)).rejects.toThrow('m.csv has a line of more than 100 bytes.');
  });
});
