import { decimate } from './binary-curves.ts';

describe('decimate', () => {
  it('keeps the corners of a staircase and drops the points within its steps', () => {
    expect(
      decimate([
        [0, 0],
        [0, 0.5],
        [0, 1],
        [0.5, 1],
        [1, 1],
      ]),
    ).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
  });
});
