import { splitSchema } from '@sightline/contracts';
import { formatNormalization, formatSplit } from './format-preparation.ts';

it.each([
  [{ mean: [], std: [] }, 'value / 255'],
  [{ mean: [0.1307], std: [0.30811] }, '(value / 255 - mean) / std, mean 0.1307, std 0.3081'],
  [{ mean: [0.5, 0.5, 0.5], std: [] }, 'value / 255 - mean, mean 0.5000, 0.5000, 0.5000'],
  [{ mean: [], std: [0.5] }, 'value / 255 / std, std 0.5000'],
])('the normalization %j reads %s', (numbers, text) => {
  expect(formatNormalization(numbers)).toBe(text);
});

it.each([
  [{}, 'stratified'],
  [{ strategy: 'k-fold', by: 'group', fold: 2 }, 'k-fold by group, fold 2 of 5'],
  [{ strategy: 'time', allowLeaks: ['groups'] }, 'time, leaks of groups allowed'],
])('the split %j reads %s', (spec, text) => {
  expect(formatSplit(splitSchema.parse(spec))).toBe(text);
});
