import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateRegression } from './evaluate-regression.ts';
import { regressionMetrics } from './metrics.ts';

const FIGURES = ['meanAbsoluteError', 'medianAbsoluteError', 'rootMeanSquaredError', 'r2'] as const;
type Golden = { actual: number[]; predicted: number[] } & Record<(typeof FIGURES)[number], number>;

/** What scikit-learn gave, by tools/oracles/scikit-learn/tasks.py. */
const { cases } = JSON.parse(readFileSync(join(__dirname, '../../golden/regression.json'), 'utf8')) as {
  cases: Golden[];
};

describe.each(cases.map((golden, index) => [index, golden] as const))(
  'regression metrics, case %i',
  (_case, golden) => {
    it('are those of scikit-learn, with the mean error within its interval', () => {
      const metrics = regressionMetrics(golden.actual, golden.predicted);
      for (const name of FIGURES) expect(metrics[name]! / golden[name]).toBeCloseTo(1, 10);
      const [low, high] = metrics.meanAbsoluteErrorInterval;
      expect(low).toBeLessThanOrEqual(metrics.meanAbsoluteError);
      expect(high).toBeGreaterThanOrEqual(metrics.meanAbsoluteError);
    });

    it('become figures, the means over several values', () => {
      const ids = golden.actual.map((_, row) => `${row}.png`);
      const one = { name: 'angle', actual: golden.actual, predicted: golden.predicted };
      const other = { name: 'width', actual: golden.actual, predicted: golden.actual };
      const alone = evaluateRegression(ids, [one], 0.5);
      expect(alone.figures.meanAbsoluteError!.value).toBeCloseTo(golden.meanAbsoluteError, 10);
      expect(alone.figures.loss!.value).toBe(0.5);
      const both = evaluateRegression(ids, [one, other], 0.5);
      expect(both.figures.meanAbsoluteError!.value).toBeCloseTo(golden.meanAbsoluteError / 2, 10);
      expect(both.exhibits.map(({ name }) => name)).toEqual([
        'values',
        'predicted1',
        'predicted2',
        'errors',
        'mistakes',
      ]);
    });
  },
);

it('has no coefficient of determination where all values are the same', () => {
  expect(regressionMetrics([3, 3], [2, 3]).r2).toBeNull();
});
