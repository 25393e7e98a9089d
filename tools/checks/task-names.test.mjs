// @ts-check
import { readFacts } from './imports.mjs';
import { taskNameProblems } from './task-names.mjs';

/**
 * @param {string} path
 * @param {string} text
 */
const check = (path, text) => taskNameProblems([{ path, ...readFacts(text) }]);

const NAMED = "if (task.kind === 'multiLabel') throw new Error();";

describe('the check of the names of tasks', () => {
  it.each([
    ['packages/augment/src/batches.ts'],
    ['workflows/src/summaries.ts'],
    ['packages/server/web/app.js'],
    ['packages/server/web/answers/bars.js'],
    ['tools/bench/race.mjs'],
    ['tools/jest.config.cjs'],
  ])('refuses one in quotes in %s', (path) => {
    expect(check(path, NAMED)).toEqual([expect.stringContaining(`${path}: names the task 'multiLabel'`)]);
  });

  it.each([
    ['packages/contracts/src/task/task.ts'],
    ['packages/tasks/src/tasks.ts'],
    ['packages/augment/src/batches.test.ts'],
    ['packages/augment/src/batches.fixture.ts'],
    ['tools/bench/race.test.mjs'],
    ['packages/server/web/answers/answers.js'],
  ])('lets %s name one', (path) => {
    expect(check(path, NAMED)).toEqual([]);
  });

  it('asks for an exception that is none any more to be removed', () => {
    expect(check('packages/server/web/answers/answers.js', 'const widgets = {};')).toEqual([
      expect.stringContaining('names no task. Remove it from the exceptions'),
    ]);
  });

  it('reads types, and leaves comments and names of variables aside', () => {
    expect(check('packages/augment/src/a.ts', "export type Kind = 'regression';")).toHaveLength(1);
    expect(check('packages/augment/src/a.ts', '// multiLabel is a task\nexport const multiLabel = 1;')).toEqual([]);
  });

  it('refuses an object that has tasks for keys; one key may mean something else', () => {
    expect(check('packages/server/web/app.js', 'const widgets = { classification, regression: bars };')).toEqual([
      expect.stringContaining('lists the tasks classification and regression as keys'),
    ]);
    expect(check('packages/augment/src/a.ts', 'interface Of { embedding: 1; multiLabel: 2 }')).toHaveLength(1);
    expect(check('packages/models/src/heads.ts', 'export const heads = { dense, embedding };')).toEqual([]);
  });
});
