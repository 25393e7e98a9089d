import { formatSettings } from './settings.ts';

it.each([
  ['balanced', 'balanced'],
  [0.5, '0.5'],
  [{ kind: 'constant' }, 'constant'],
  [{ kind: 'sgd', learningRate: 0.1, momentum: undefined }, 'sgd (learningRate 0.1)'],
  [{ cat: 1, dog: 5 }, '(cat 1, dog 5)'],
  [
    { kind: 'oneOf', transforms: [{ kind: 'invert' }, { kind: 'rotate', degrees: [-10, 10] }] },
    'oneOf (transforms [invert, rotate (degrees [-10, 10])])',
  ],
  [
    { module: '/a/losses.ts', export: 'focal', settings: { gamma: 2 }, probability: 0.5 },
    'focal of losses.ts (gamma 2, probability 0.5)',
  ],
])('%j reads %s', (settings, text) => {
  expect(formatSettings(settings)).toBe(text);
});
