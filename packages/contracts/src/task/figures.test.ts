import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf, type TaskFigures, taskFigures } from './figures.ts';

const page = readFileSync(join(__dirname, '../../../../docs/evaluation.md'), 'utf8');

it.each(Object.entries<TaskFigures>(taskFigures))('the figures of %s are in the documentation', (task, figures) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${task}\``)) ?? '';
  const [, , headline, further, epoch] = row.split('|').map((cell) => cell.split(/[ ,`]+/).filter(Boolean));
  expect(headline).toEqual([figures.headline]);
  expect([...headline!, ...further!].toSorted()).toEqual(Object.keys(figures.evaluation).toSorted());
  expect(epoch?.toSorted()).toEqual(Object.keys(figures.epoch).toSorted());
});

it('gives measured values their direction and unit, and leaves out what was not measured', () => {
  const { evaluation } = taskFigures.classification;
  expect(figuresOf({ accuracy: 0.5, loss: Number.NaN, rocAuc: null, other: 1 }, evaluation)).toEqual({
    accuracy: { value: 0.5, better: 'higher', unit: 'fraction' },
  });
});
