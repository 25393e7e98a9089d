import fc from 'fast-check';
import { bar, counter, duration, metrics, size, table } from './format.ts';

describe('bar', () => {
  it.each([
    [0, 4, '░░░░'],
    [2, 4, '██░░'],
    [4, 4, '████'],
    [5, 32, '▋░░░'],
    [0, 0, '░░░░'],
  ])('%d of %d', (done, total, expected) => {
    expect(bar(done, total, 4)).toBe(expected);
  });

  it('always has its width', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (done, total) => {
          expect(bar(done, total, 20)).toHaveLength(20);
        },
      ),
    );
  });
});

it.each([
  [640, '640 ms'],
  [7_240, '7.2 s'],
  [59_940, '59.9 s'],
  [59_990, '1:00'],
  [185_000, '3:05'],
  [3_729_000, '1:02:09'],
])('duration of %d ms', (milliseconds, expected) => {
  expect(duration(milliseconds)).toBe(expected);
});

it('shows metrics to four decimals, small ones in exponent form', () => {
  expect(metrics({ loss: 0.123449, accuracy: 1, learningRate: 0.00001 })).toBe(
    'loss 0.1234, accuracy 1.0000, learningRate 1.00e-5',
  );
});

it('pads the counter to the width of the total', () => {
  expect(counter(7, 1200)).toBe('    7/1,200');
});

it('aligns a table', () => {
  expect(
    table([
      ['RUN', 'STATUS'],
      ['digits-1', 'done'],
    ]),
  ).toBe('RUN       STATUS\ndigits-1  done');
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [7_240_000, '7.2 MB'],
  [9_960_000, '10 MB'],
  [999_400_000, '999 MB'],
  [999_600_000, '1.0 GB'],
  [2e15, '2000 TB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(size(bytes)).toBe(expected);
});
