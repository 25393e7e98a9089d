import { classificationMetrics } from '../classification/metrics.ts';
import { randomPredictions } from '../classification/predictions.fixture.ts';
import { confusionMatrices, topConfusions } from './confusion-matrix.ts';
import { sideBySide, svgFile } from './drawing.ts';

describe('confusionMatrices', () => {
  const metrics = classificationMetrics(randomPredictions(1, 300, 4, 1));

  it('writes each count, and each share of the actual class, with a hint', () => {
    const svg = svgFile(sideBySide(confusionMatrices(metrics)));
    const support = metrics.perClass['class 1']!.support;
    const count = metrics.confusion[1]![1]!;
    expect(svg).toContain(`actual class 1, predicted class 1: ${count} of ${support}`);
    expect(svg).toContain(`>${count}</text>`);
    expect(svg).toContain(`>${((100 * count) / support).toFixed(1)}</text>`);
  });

  it('leaves out the text of cells too small to hold it', () => {
    const many = classificationMetrics(randomPredictions(1, 300, 60, 1));
    expect(svgFile(confusionMatrices(many)[0]!)).not.toContain('class="middle cell');
  });

  it('escapes labels', () => {
    const hostile = classificationMetrics({ ...randomPredictions(1, 20, 2, 1), labels: ['<a>', '"b"'] });
    const svg = svgFile(confusionMatrices(hostile)[0]!);
    expect(svg).not.toContain('<a>');
    expect(svg).toContain('&lt;a&gt;');
  });

  it('ranks the pairs mistaken most often', () => {
    const [first, ...rest] = topConfusions(metrics, 5);
    const wrong = metrics.confusion.flatMap((row, actual) => row.filter((_, predicted) => predicted !== actual));
    expect(first?.count).toBe(Math.max(...wrong));
    expect(rest.every((pair) => pair.count <= first!.count)).toBe(true);
  });
});
