import fc from 'fast-check';
import { readTensor, writeTensor } from './tensor-json.ts';

describe('tensors as JSON', () => {
  it('come back bit for bit, whatever their shape', () => {
    const tensors = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).chain((shape) => {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      return fc.record({
        shape: fc.constant(shape),
        data: fc.float32Array({ minLength: size, maxLength: size, noNaN: true, noDefaultInfinity: true }),
      });
    });
    fc.assert(
      fc.property(tensors, ({ shape, data }) => {
        const back = new Float32Array(data.length);
        readTensor(JSON.parse(JSON.stringify(writeTensor({ shape, data }))), shape, 'value', back);
        expect([...back]).toEqual([...data].map((value) => value + 0));
      }),
    );
  });

  it('are written as short as float32 allows', () => {
    expect(writeTensor({ shape: [3], data: Float32Array.of(0.1, 1 / 3, 1e-10) })).toEqual([0.1, 0.33333334, 1e-10]);
  });
});
