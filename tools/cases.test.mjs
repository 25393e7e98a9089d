// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from './cases/kinds.mjs';

const ROOT = join(import.meta.dirname, '..');

it.each(KINDS.map(({ name, tests }) => [name, tests]))('the tests of %s are there, each once', (_, tests) => {
  expect(tests.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  expect(new Set(tests).size).toBe(tests.length);
  expect(tests.length).toBeGreaterThan(0);
});
