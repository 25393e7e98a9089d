import { classesToClean, minorityOf, rowsToAdd, rowsToKeep } from './sampling-strategy.ts';

const two = new Map([
  [0, 100],
  [1, 20],
]);
const three = new Map([
  [0, 50],
  [3, 80],
  [4, 10],
]);

describe('rowsToAdd', () => {
  it.each([
    ['auto', { 0: 30, 4: 70 }],
    ['not majority', { 0: 30, 4: 70 }],
    ['minority', { 4: 70 }],
    ['not minority', { 0: 30, 3: 0 }],
    ['all', { 0: 30, 3: 0, 4: 70 }],
    [
      { 4: 30, 0: 50 },
      { 0: 0, 4: 20 },
    ],
  ] as const)('%j', (strategy, added) => {
    expect(Object.fromEntries(rowsToAdd(three, strategy))).toEqual(added);
  });

  it('takes a ratio of two classes, rounded down', () => {
    expect(Object.fromEntries(rowsToAdd(two, 0.509))).toEqual({ 1: 30 });
  });

  it.each([
    [two, 0.2, 'ratio 0.2 asks for 20 rows of class 1; it has 20 against 100 of the other class'],
    [three, 0.5, 'there are 3 classes, and a ratio is defined for two only. Give the rows by class'],
    [
      three,
      { 4: 9 },
      '9 rows of class 4 are asked for; it has 10, and over-sampling removes none. Allowed: 10 and more.',
    ],
    [three, { 1: 9 }, 'class 1 is asked for; no row has it. Allowed: 0, 3, 4.'],
  ] as const)('of %j refuses %j', (counts, strategy, message) => {
    expect(() => rowsToAdd(counts, strategy)).toThrow(message);
  });
});

describe('rowsToKeep', () => {
  it.each([
    ['auto', { 0: 10, 3: 10 }],
    ['not minority', { 0: 10, 3: 10 }],
    ['majority', { 3: 10 }],
    ['not majority', { 0: 10, 4: 10 }],
    ['all', { 0: 10, 3: 10, 4: 10 }],
    [
      { 3: 30, 0: 0 },
      { 0: 0, 3: 30 },
    ],
  ] as const)('%j', (strategy, kept) => {
    expect(Object.fromEntries(rowsToKeep(three, strategy))).toEqual(kept);
  });

  it('takes a ratio of two classes, rounded down', () => {
    expect(Object.fromEntries(rowsToKeep(two, 0.6))).toEqual({ 0: 33 });
  });

  it.each([
    [two, 0.1, 'ratio 0.1 asks for 200 rows of class 0; it has 100, and under-sampling adds none. Raise the ratio'],
    [three, 0.5, 'there are 3 classes'],
    [three, { 4: 11 }, '11 rows of class 4 are asked for; it has 10, and under-sampling adds none. Allowed: 0 to 10.'],
    [three, { 5: 1 }, 'class 5 is asked for; no row has it'],
  ] as const)('of %j refuses %j', (counts, strategy, message) => {
    expect(() => rowsToKeep(counts, strategy)).toThrow(message);
  });
});

describe('classesToClean', () => {
  it('takes names and lists of classes', () => {
    expect(classesToClean(three, 'auto')).toEqual(new Set([0, 3]));
    expect(classesToClean(three, 'majority')).toEqual(new Set([3]));
    expect(classesToClean(three, [4])).toEqual(new Set([4]));
    expect(() => classesToClean(three, [4, 7])).toThrow('class 7 is asked for; no row has it. Allowed: 0, 3, 4.');
  });
});

it('takes the lowest of equally small or large classes', () => {
  const even = new Map([
    [1, 5],
    [2, 5],
    [3, 5],
  ]);
  expect(minorityOf(even)).toBe(1);
  expect([...rowsToKeep(even, 'majority').keys()]).toEqual([1]);
});
