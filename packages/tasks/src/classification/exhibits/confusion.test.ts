import { confusionMatrix, topConfusions } from './confusion.ts';
import { classificationMetrics } from '../metrics.ts';
import { randomPredictions } from '../predictions.fixture.ts';

const metrics = classificationMetrics(randomPredictions(1, 300, 4, 1));

it('has actual classes in rows and predicted ones in columns', () => {
  const { rows, columns, counts } = confusionMatrix(metrics);
  expect([rows.names, columns.names]).toEqual([metrics.labels, metrics.labels]);
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  expect(sums).toEqual(metrics.labels.map((label) => metrics.perClass[label]!.support));
});

it('ranks the pairs mistaken most often, with their fraction of the class', () => {
  const { rows } = topConfusions(metrics, 5);
  const wrong = metrics.confusion.flatMap((row, actual) => row.filter((_, predicted) => predicted !== actual));
  const counts = rows.map((row) => row[1] as number);
  expect(counts).toEqual(wrong.toSorted((a, b) => b - a).slice(0, 5));
  const [pair, count, fraction] = rows[0] as [string, number, number];
  expect(fraction).toBe(count / metrics.perClass[pair.split(' → ')[0]!]!.support);
});
