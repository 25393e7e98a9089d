import { formatFigure, formatFigures, formatHeadline, wordsOf } from './format-figure.ts';

it.each([
  ['accuracy', 'accuracy'],
  ['macroF1', 'macro F1'],
  ['rocAuc', 'ROC AUC'],
  ['validationLoss', 'validation loss'],
  ['meanIoU', 'mean IoU'],
  ['recallAt1', 'recall at 1'],
  ['r2', 'R²'],
  ['r2Score', 'R² score'],
  ['expectedCalibrationError', 'expected calibration error'],
])('%s reads "%s"', (name, words) => {
  expect(wordsOf(name)).toBe(words);
});

it.each([
  [0.9933, 'fraction', '99.33 %'],
  [12_345, 'count', '12,345'],
  [12.34567, '°', '12.3457 °'],
  [0.5, undefined, '0.5000'],
  [0, undefined, '0.0000'],
  [0.0000123, undefined, '1.23e-5'],
])('%d of unit %s is written %s', (value, unit, text) => {
  expect(formatFigure({ value, better: 'higher', ...(unit && { unit }) })).toBe(text);
});

it('writes figures in a line, and the headline with its split', () => {
  const figures = {
    accuracy: { value: 0.9933, better: 'higher', unit: 'fraction' },
    loss: { value: 0.0213, better: 'lower' },
  } as const;
  expect(formatFigures(figures)).toBe('accuracy 99.33 %, loss 0.0213');
  const summary = { split: 'test', samples: 10, headline: 'accuracy', figures } as const;
  expect(formatHeadline(summary)).toBe('test accuracy 99.33 %');
});
