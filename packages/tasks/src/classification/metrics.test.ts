import fc from 'fast-check';
import { expectClose, goldenCases } from './golden.fixture.ts';
import { classificationMetrics } from './metrics.ts';
import { randomPredictions } from './predictions.fixture.ts';
import type { Predictions } from './predictions.ts';

describe('classificationMetrics', () => {
  it.each(goldenCases)('agrees with scikit-learn: $name', (golden) => {
    const metrics = classificationMetrics(golden.predictions);
    const perClass = golden.labels.map((label) => metrics.perClass[label]);
    expectClose([metrics.accuracy, metrics.loss], [golden.accuracy, golden.loss]);
    expect(metrics.confusion).toEqual(golden.confusion);
    expectClose(
      perClass.map((scores) => scores!.precision),
      golden.precision,
    );
    expectClose(
      perClass.map((scores) => scores!.recall),
      golden.recall,
    );
    expectClose(
      perClass.map((scores) => scores!.f1),
      golden.f1,
    );
    expectClose(
      perClass.map((scores) => scores!.support),
      golden.support,
    );
    expectClose([metrics.macro.precision, metrics.macro.recall, metrics.macro.f1], golden.macro);
  });

  it('clips as Keras does: certainty in the wrong class costs ln 1e7, in the right one next to nothing', () => {
    const wrong = classificationMetrics({
      labels: ['a', 'b'],
      actual: Int32Array.of(0),
      probabilities: Float32Array.of(0, 1),
    });
    const right = classificationMetrics({
      labels: ['a', 'b'],
      actual: Int32Array.of(1),
      probabilities: Float32Array.of(0, 1),
    });
    expect(wrong.loss).toBeCloseTo(Math.log(1e7), 9);
    expect(right.loss).toBeCloseTo(1e-7, 12);
  });

  it('gives the first of equally probable classes, as argmax does', () => {
    const metrics = classificationMetrics({
      labels: ['a', 'b'],
      actual: Int32Array.of(1),
      probabilities: Float32Array.of(0.5, 0.5),
    });
    expect(metrics.confusion).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  const anyPredictions = fc
    .record({
      seed: fc.integer(),
      samples: fc.integer({ min: 1, max: 60 }),
      classes: fc.integer({ min: 1, max: 6 }),
      skill: fc.double({ min: 0, max: 4, noNaN: true }),
    })
    .map(({ seed, samples, classes, skill }) => randomPredictions(seed, samples, classes, skill));

  it('counts every sample once: rows sum to the support, all to the samples, the diagonal to the accuracy', () => {
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const metrics = classificationMetrics(predictions);
        const rows = metrics.confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
        expect(rows).toEqual(metrics.labels.map((label) => metrics.perClass[label]?.support));
        expect(rows.reduce((sum, count) => sum + count, 0)).toBe(metrics.samples);
        const diagonal = metrics.confusion.reduce((sum, row, index) => sum + row[index]!, 0);
        expect(metrics.accuracy).toBe(diagonal / metrics.samples);
        expect(metrics.accuracyInterval[0]).toBeLessThanOrEqual(metrics.accuracy);
        expect(metrics.accuracyInterval[1]).toBeGreaterThanOrEqual(metrics.accuracy);
      }),
    );
  });

  it('does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(anyPredictions, (predictions) => {
        const { loss, ...rest } = classificationMetrics(predictions);
        const { loss: reversedLoss, ...reversedRest } = classificationMetrics(reversed(predictions));
        expect(reversedRest).toEqual(rest);
        expect(reversedLoss).toBeCloseTo(loss, 9);
      }),
    );
  });

  it.each([
    [
      'no samples',
      { labels: ['a'], actual: new Int32Array(), probabilities: new Float32Array() },
      'tasks/no-samples',
      /At least one sample/,
    ],
    [
      'a missing column',
      { labels: ['a', 'b'], actual: Int32Array.of(0), probabilities: Float32Array.of(1) },
      'tasks/invalid-outputs',
      /1 probabilities for 1 samples of 2 classes.*Allowed: 2/,
    ],
    [
      'an unknown class',
      { labels: ['a'], actual: Int32Array.of(1), probabilities: Float32Array.of(1) },
      'tasks/invalid-outputs',
      /class index 1 of sample 0\. Allowed: whole numbers from 0 to 0/,
    ],
    [
      'half a class',
      { labels: ['a', 'b'], actual: Float32Array.of(0, 0.5) as never, probabilities: new Float32Array(4) },
      'tasks/invalid-outputs',
      /class index 0\.5 of sample 1/,
    ],
    [
      'a NaN',
      { labels: ['a'], actual: Int32Array.of(0), probabilities: Float32Array.of(Number.NaN) },
      'tasks/invalid-outputs',
      /probability NaN/,
    ],
  ])('refuses %s', (_, predictions, code, message) => {
    expect(() => classificationMetrics(predictions)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

function reversed({ labels, actual, probabilities }: Predictions): Predictions {
  const rows = Array.from(actual, (_, sample) => [
    ...probabilities.subarray(sample * labels.length, (sample + 1) * labels.length),
  ]);
  return { labels, actual: actual.toReversed(), probabilities: Float32Array.from(rows.toReversed().flat()) };
}
