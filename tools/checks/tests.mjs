// @ts-check
// The jest tests of every package, run by Nx; the numbers come from jest-results.cjs.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';

/** Two packages at a time: a test that trains or serves uses every core by itself. */
const PARALLEL = 2;

/**
 * @param {{ root: string, results: string, reporter: import('../reporter.mjs').Reporter, projects: string[], signal:
 *   AbortSignal }} options `projects` by their Nx names; none for all
 * @returns {Promise<{ passed: number, failed: number, failures: string[] }>}
 */
export async function runTests({ root, results, reporter, projects, signal }) {
  const step = reporter.step('tests');
  const args = [
    'run-many',
    '--target=test',
    `--parallel=${PARALLEL}`,
    '--outputStyle=static',
    '--nxBail=false',
    '--exclude-task-dependencies',
  ];
  if (projects.length > 0) args.push(`--projects=${projects.join(',')}`);
  const env = { ...process.env, SIGHTLINE_TEST_RESULTS: results, FORCE_COLOR: '0', NX_TUI: 'false' };
  const { code, output } = await runCommand(join(root, 'node_modules', '.bin', 'nx'), args, {
    cwd: root,
    env,
    signal,
    onLine: (line) => /^\s*(PASS|FAIL) /.test(line) && step.update(line.trim()),
  });
  const { passed, failed } = await sum(results);
  // A project whose jest could not even start leaves no numbers.
  const failures = code === 0 && passed > 0 ? [] : failedSections(output);
  if (failures.length === 0) step.done(`${passed} passed`);
  else step.fail();
  return { passed, failed: failures.length > 0 ? Math.max(failed, 1) : failed, failures };
}

/**
 * What the projects that failed printed; all when none can be told.
 *
 * @param {string} output of Nx, one section a project
 * @returns {string[]}
 */
export function failedSections(output) {
  const sections = output.split(/^> nx run (?=\S+:test$)/m).slice(1);
  const failed = sections.filter((section) => /^(FAIL |Warning: command .* exited with non-zero)/m.test(section));
  return (failed.length > 0 ? failed : [output]).map((section) => `── tests of ${section.trim()}`);
}

/** @param {string} folder */
async function sum(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  /** @type {{ passed: number, failed: number }[]} */
  const numbers = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))));
  return numbers.reduce((total, each) => ({ passed: total.passed + each.passed, failed: total.failed + each.failed }), {
    passed: 0,
    failed: 0,
  });
}
