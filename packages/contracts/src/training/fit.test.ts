import { parse } from '../parse.ts';
import { fitSchema } from './fit.ts';

it.each([
  ['labelSmoothing', 0.1, 'task: { labelSmoothing: 0.1 }'],
  ['classWeights', 'balanced', 'task: { classWeights: balanced }'],
  ['sampling', 'balanced', 'sampler: { kind: balanced }'],
])('fit says where %s has moved', (key, value, place) => {
  expect(() => parse(fitSchema, { epochs: 1, [key]: value }, 'fit')).toThrow(
    `${key}: moved. Write ${place}, beside fit`,
  );
});
