const CLEAR = 256;
const END = 257;

/** Unpacks PackBits (TIFF 6.0, section 9), to `length` bytes at most. */
export function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let [from, to] = [0, 0];
  while (from < packed.length && to < length) {
    const head = packed[from++] as number;
    if (head < 128) {
      const run = packed.subarray(from, from + Math.min(head + 1, length - to));
      bytes.set(run, to);
      from += head + 1;
      to += run.length;
    } else if (head > 128) {
      const end = Math.min(to + 257 - head, length);
      bytes.fill(packed[from++] ?? 0, to, end);
      to = end;
    }
  }
  return bytes.subarray(0, to);
}

/**
 * Unpacks LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, to `length` bytes at
 * most.
 */
export function unpackLzw(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  /** Where the text of each code stands in what was written, and how long it is. */
  const [starts, lengths] = [new Int32Array(4096), new Int32Array(4096)];
  let [next, bit, to] = [258, 0, 0];
  let before: { at: number; length: number } | undefined;
  while (to < length) {
    const width = next + 1 >= 2048 ? 12 : next + 1 >= 1024 ? 11 : next + 1 >= 512 ? 10 : 9;
    if (bit + width > packed.length * 8) break;
    const code = codeAt(packed, bit, width);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      next = 258;
      before = undefined;
      continue;
    }
    const at = to;
    if (code < CLEAR) {
      bytes[to++] = code;
    } else {
      if (code > next || (code === next && !before)) break;
      // The code that is made just now is the text before and its own first byte.
      const [start, size] =
        code < next ? [starts[code] as number, lengths[code] as number] : [before?.at ?? 0, (before?.length ?? 0) + 1];
      for (let index = 0; index < size && to < length; index++) bytes[to++] = bytes[start + index] as number;
    }
    if (before && next < 4096) {
      starts[next] = before.at;
      lengths[next] = before.length + 1;
      next += 1;
    }
    before = { at, length: to - at };
  }
  return bytes.subarray(0, to);
}

function codeAt(packed: Uint8Array, bit: number, width: number): number {
  const byte = bit >>> 3;
  const word = ((packed[byte] as number) << 16) | ((packed[byte + 1] ?? 0) << 8) | (packed[byte + 2] ?? 0);
  return (word >>> (24 - (bit & 7) - width)) & (2 ** width - 1);
}
