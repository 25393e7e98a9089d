import type { ElementType, TensorSpec } from '@sightline/contracts';
import fc from 'fast-check';
import { ARRAYS, sizeOf } from '../../inference/tensor.ts';
import { elements } from './elements.ts';
import { readSamples, writeTensor } from './tensor-json.ts';

/** Values of each type that JSON can hold. */
const values: { readonly [Type in ElementType]: fc.Arbitrary<number | bigint> } = {
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  int32: fc.integer(),
  uint8: fc.nat(255),
  int64: fc.maxSafeInteger().map(BigInt),
  bool: fc.nat(1),
};
const specOf = (dtype: ElementType, shape: (number | null)[]): TensorSpec => ({ name: 'x', dtype, shape });
const read = (samples: unknown[], spec: TensorSpec) => readSamples(samples, spec, (index) => `instances[${index}]`);

describe('tensors as JSON', () => {
  it.each(Object.keys(elements) as ElementType[])('%s comes back bit for bit, whatever its shape', (dtype) => {
    const samples = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const size = sizeOf(shape);
      const data = fc.array(values[dtype], { minLength: size, maxLength: size });
      return fc.record({ shape: fc.constant(shape), data, open: fc.array(fc.boolean()) });
    });
    fc.assert(
      fc.property(samples, ({ shape, data, open }) => {
        const array = ARRAYS[dtype] as unknown as { from(of: unknown[]): Float32Array };
        const tensor = { dtype, shape, data: array.from(data) };
        const json = JSON.parse(JSON.stringify(writeTensor(tensor))) as unknown[];
        const spec = specOf(
          dtype,
          shape.slice(1).map((size, axis) => (open[axis] ? null : size)),
        );
        const back = readSamples(json, spec, String);
        expect(back.shape).toEqual(shape);
        // JSON has no −0.
        expect([...(back.data as Float32Array)]).toEqual(
          [...tensor.data].map((value) => (Object.is(value, -0) ? 0 : value)),
        );
      }),
    );
  });

  it('are written as short as float32 allows', () => {
    const tensor = { dtype: 'float32', shape: [3], data: Float32Array.of(0.1, 1 / 3, 1e-10) } as const;
    expect(writeTensor(tensor)).toEqual([0.1, 0.33333334, 1e-10]);
  });

  it.each<[ElementType, unknown, RegExp]>([
    ['int32', 1.5, /^instances\[0\]\[1\]: expected a whole number from -2147483648 to 2147483647, received 1\.5\.$/],
    ['int32', 2 ** 31, /received 2147483648/],
    ['uint8', 256, /from 0 to 255, received 256/],
    ['uint8', -1, /received -1/],
    ['int64', 2 ** 53, /beyond which JSON has none to the unit, received 9007199254740992/],
    ['bool', 1, /expected true or false, received 1/],
    ['float32', true, /expected a finite float32 number, received true/],
  ])('%s: %p is refused', (dtype, value, message) => {
    expect(() =>
      read([[0 as unknown, value].map((each) => (dtype === 'bool' && each === 0 ? false : each))], specOf(dtype, [2])),
    ).toThrow(message);
  });

  it('refuse what does not fit the size that the first sample has', () => {
    const spec = specOf('float32', [null, 2]);
    expect(() =>
      read(
        [
          [[1, 2]],
          [
            [1, 2],
            [3, 4],
          ],
        ],
        spec,
      ),
    ).toThrow(/instances\[1\]: expected a list of 1 \(shape \[1, 2\]\), received a list of 2/);
    expect(() => read([[]], spec)).toThrow(
      /instances\[0\]: expected a list of any length above 0 \(shape \[\?, 2\]\), received a list of 0/,
    );
    expect(() => read([7], spec)).toThrow(/received 7/);
    expect(() => read([[[1, 2], [3]]], spec)).toThrow(/instances\[0\]\[1\]: expected a list of 2/);
  });

  it('say which number an answer cannot hold', () => {
    const tensor = { dtype: 'int64', shape: [1], data: BigInt64Array.of(2n ** 53n + 1n) } as const;
    expect(() => writeTensor(tensor)).toThrow(/9007199254740993, which JSON's numbers cannot hold/);
  });
});
