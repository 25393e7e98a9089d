import { splitInName, splitNamed, splitOfFile } from './split-name.ts';

it.each([
  ['train', 'train'],
  [' Val ', 'validation'],
  ['DEV', 'validation'],
  ['testing', 'test'],
  ['extra', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
])('%j is the split %s', (name, split) => {
  expect(splitNamed(name)).toBe(split);
});

it.each([
  ['digits-train-00001', 'train'],
  ['shard.valid.7', 'validation'],
  ['constructor-toString', undefined],
])('%j is a part of the split %s', (name, split) => {
  expect(splitInName(name)).toBe(split);
});

it.each([
  ['val/shard-0.tar', 'validation'],
  ['test/digits-train-0.tar', 'train'],
  ['a/b.tar', undefined],
])('%j is a file of the split %s', (path, split) => {
  expect(splitOfFile(path)).toBe(split);
});
