/**
 * What 0x80 to 0x9f are in windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt): Node 20 reads them
 * as latin1.
 */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
/** What Node's decoders make of single bytes that these encodings do not have. */
const STRAY = /[\x80-\x9f\uf8f0-\uf8ff]/;
const WITH_STRAYS: ReadonlySet<string> = new Set(['big5', 'euc-kr', 'euc-jp']);

/**
 * A decoder of an encoding as the Encoding Standard has it, where Node's own is laxer. A byte order mark is kept.
 *
 * @param label of the encoding, as `latin1`
 * @throws RangeError when there is no such encoding; `decode` throws TypeError at bytes that are not of the encoding
 */
export function strictDecoder(label: string): { encoding: string; decode: (bytes: Uint8Array) => string } {
  const { encoding } = new TextDecoder(label);
  // The standard's decoder of GBK is that of GB18030.
  const decoder = new TextDecoder(encoding === 'gbk' ? 'gb18030' : encoding, { fatal: true, ignoreBOM: true });
  return {
    encoding,
    decode(bytes) {
      const text = decoder.decode(bytes);
      if (encoding === 'windows-1252') return text.replace(/[\x80-\x9f]/g, windows1252);
      if (WITH_STRAYS.has(encoding) && STRAY.test(text)) throw new TypeError(`The bytes are not ${encoding}.`);
      return text;
    },
  };
}

function windows1252(character: string): string {
  return WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character;
}
