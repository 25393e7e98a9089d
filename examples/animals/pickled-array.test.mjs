// @ts-check
import { readPickledArray } from './pickled-array.mjs';

/** What `pickle.dumps(value, 4)` gave under Python 3.11 and NumPy 2.4.6, in base64: value by value. */
const PICKLES = {
  'np.arange(6, dtype="u1").reshape(2, 3)':
    'gASVkQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsA' +
    'hZRDAWKUh5RSlChLAUsCSwOGlGgDjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYolDBgABAgME' +
    'BZR0lGIu',
  'np.array([3, -1])':
    'gASVmQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsA' +
    'hZRDAWKUh5RSlChLAUsChZRoA4wFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQxADAAAAAAAA' +
    'AP//////////lHSUYi4=',
  'np.asfortranarray(np.arange(6, dtype="u1").reshape(2, 3))':
    'gASVkQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsA' +
    'hZRDAWKUh5RSlChLAUsCSwOGlGgDjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYohDBgADAQQC' +
    'BZR0lGIu',
  'np.array([1, 2], dtype=">i4")':
    'gASVkQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsA' +
    'hZRDAWKUh5RSlChLAUsChZRoA4wFZHR5cGWUk5SMAmk0lImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGKJQwgAAAABAAAA' +
    'ApR0lGIu',
  'np.array([print, None], dtype=object)':
    'gASVoAAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsA' +
    'hZRDAWKUh5RSlChLAUsChZRoA4wFZHR5cGWUk5SMAk84lImIh5RSlChLA4wBfJROTk5K/////0r/////Sz90lGKJXZQojAhidWls' +
    'dGluc5SMBXByaW50lJOUTmV0lGIu',
  'an object whose __reduce__ gives (os.system, ("echo hi",))':
    'gASVIgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAdlY2hvIGhplIWUUpQu',
  '[np.arange(2, dtype="u1")]':
    'gASVjgAAAAAAAABdlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOU' +
    'SwCFlEMBYpSHlFKUKEsBSwKFlGgEjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYolDAgABlHSU' +
    'YmEu',
};

/** @param {keyof typeof PICKLES} value */
const pickleOf = (value) => Buffer.from(PICKLES[value], 'base64');

it('reads type, shape and values of an array', () => {
  const bytes = readPickledArray(pickleOf('np.arange(6, dtype="u1").reshape(2, 3)'));
  expect(bytes).toMatchObject({ dtype: '|u1', shape: [2, 3] });
  expect([...bytes.data]).toEqual([0, 1, 2, 3, 4, 5]);
  const integers = readPickledArray(pickleOf('np.array([3, -1])'));
  expect(integers).toMatchObject({ dtype: '<i8', shape: [2] });
  expect([0, 8].map((at) => Buffer.from(integers.data).readBigInt64LE(at))).toEqual([3n, -1n]);
});

it.each(
  /** @type {const} */ ([
    ['an object whose __reduce__ gives (os.system, ("echo hi",))', 'imports posix.system'],
    ['np.array([print, None], dtype=object)', 'has the operation 0x5d'],
    ['[np.arange(2, dtype="u1")]', 'has the operation 0x5d'],
    ['np.asfortranarray(np.arange(6, dtype="u1").reshape(2, 3))', 'numbers in C order'],
    ['np.array([1, 2], dtype=">i4")', 'low byte first'],
  ]),
)('refuses %s', (value, message) => {
  expect(() => readPickledArray(pickleOf(value))).toThrow(message);
});

it('refuses every pickle that is cut short, and one with more after its end', () => {
  const whole = pickleOf('np.array([3, -1])');
  for (let length = 0; length < whole.length; length++)
    expect(() => readPickledArray(whole.subarray(0, length))).toThrow(/^The pickle /);
  expect(() => readPickledArray(Buffer.concat([whole, whole]))).toThrow('ends without an array');
});

it('ends with an array of the right size or a refusal, whatever byte is altered', () => {
  const whole = pickleOf('np.arange(6, dtype="u1").reshape(2, 3)');
  for (let at = 0; at < whole.length; at++) {
    for (const change of [0x01, 0x02, 0x10, 0x80, 0xff]) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ change;
      try {
        const { dtype, shape, data } = readPickledArray(altered);
        expect(data).toHaveLength(shape.reduce((product, length) => product * length, Number(dtype.slice(2))));
      } catch (error) {
        expect(String(error)).toMatch(/^Error: The pickle /);
      }
    }
  }
});
