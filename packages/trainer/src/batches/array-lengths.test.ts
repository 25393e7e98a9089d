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
        invalid(new RegExp(`The inputs have 6 samples and the targets ${count}\\.`)),
      );
    expect(
      refusal(() => counted({ inputs: [six, { shape: [5], data: new Float32Array(5) }], targets: labels(6) })),
    ).toEqual(invalid(/The inputs \(0\) have 6 samples and the inputs \(1\) 5\./));
    expect(refusal(() => counted({ inputs: six, targets: { a: labels(6), b: labels(7) } }))).toEqual(
      invalid(/and the targets of b 7\./),
    );
    const weights = { shape: [4], data: new Float32Array(4) };
    expect(refusal(() => counted({ inputs: six, targets: labels(6), weights }))).toEqual(
      invalid(/and the weights 4\./),
    );
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
