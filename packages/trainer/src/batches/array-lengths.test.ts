import type { Batch } from '@sightline/engine';
import { arraySource } from './batches.ts';

describe('arrays of other lengths', () => {
  const six = { shape: [6, 2], data: new Float32Array(12) };
  const labels = (count: number) => ({ shape: [count], data: new Int32Array(count) });
  const invalid = (message: RegExp) =>
    expect.objectContaining({ code: 'trainer/invalid-options', message: expect.stringMatching(message) });
  const counted = (batch: Batch) => arraySource(batch).count;
  const refusal = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return error;
    }
  };

  it('are refused, with both counts', () => {
    for (const count of [3, 9, 0])
      expect(refusal(() => counted({ inputs: six, targets: labels(count) }))).toEqual(
        invalid(new RegExp(`6 samples by the inputs and ${count} by the targets`)),
      );
    expect(
      refusal(() => counted({ inputs: [six, { shape: [5], data: new Float32Array(5) }], targets: labels(6) })),
    ).toEqual(invalid(/6 samples by the inputs \(0\) and 5 by the inputs \(1\)/));
    expect(refusal(() => counted({ inputs: six, targets: { a: labels(6), b: labels(7) } }))).toEqual(
      invalid(/7 by the targets of b/),
    );
    const weights = { shape: [4], data: new Float32Array(4) };
    expect(refusal(() => counted({ inputs: six, targets: labels(6), weights }))).toEqual(invalid(/4 by the weights/));
  });

  it('are refused where they do not fill their shape', () => {
    expect(
      refusal(() => counted({ inputs: { shape: [6, 2], data: new Float32Array(11) }, targets: labels(6) })),
    ).toMatchObject({
      code: 'engine/invalid-options',
      message: expect.stringMatching(/inputs: received 11 numbers for the shape \[6, 2\], which needs 12/),
    });
    expect(refusal(() => counted({ inputs: [], targets: labels(6) }))).toEqual(invalid(/no inputs/));
  });
});
