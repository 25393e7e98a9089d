// @ts-check
// `npm run cases`: the tests of what goes wrong silently elsewhere, by kind; `npm run cases -- counts` runs one kind.
// They are part of `npm test`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KINDS } from './cases/kinds.mjs';
import { runCommand } from './command.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ name: string, message: string, assertionResults: { status: string }[] }} FileResult as jest's `--json`
 * gives it
 */

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !KINDS.some((kind) => kind.name === name));
if (unknown !== undefined) {
  console.error(`"${unknown}" is not a kind. Allowed: ${KINDS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const kinds = KINDS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const results = await mkdtemp(join(tmpdir(), 'sightline-cases-'));
/** @type {Map<string, Count>} by file */
const counts = new Map();
try {
  for (const [folder, files] of byProject([...new Set(kinds.flatMap(({ tests }) => tests))])) {
    console.error(`  … ${folder}  ${files.length} files`);
    const { failures } = await runTests(folder, files);
    if (failures.length > 0) console.log(failures.join('\n'));
  }
} finally {
  await rm(results, { recursive: true, force: true });
}

const total = { passed: 0, failed: 0 };
for (const { name, holds, tests } of kinds) {
  const kind = { passed: 0, failed: 0 };
  for (const file of tests) {
    const { passed, failed } = counts.get(file) ?? { passed: 0, failed: 1 };
    kind.passed += passed;
    kind.failed += failed;
  }
  total.passed += kind.passed;
  total.failed += kind.failed;
  const mark = kind.failed === 0 && kind.passed > 0 ? '✓' : '✗';
  const width = Math.max(...kinds.map((each) => each.name.length));
  console.log(`${mark} ${name.padEnd(width)}  ${`${kind.passed} passed, ${kind.failed} failed`.padEnd(24)}  ${holds}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * @param {string[]} files
 * @returns {Map<string, string[]>} by the folder that has the jest configuration
 */
function byProject(files) {
  /** @type {Map<string, string[]>} */
  const projects = new Map();
  for (const file of files) {
    const folder = file.split('/src/')[0] ?? '';
    projects.set(folder, [...(projects.get(folder) ?? []), file]);
  }
  return projects;
}

/**
 * @param {string} folder
 * @param {string[]} files
 * @returns {Promise<{ failures: string[] }>}
 */
async function runTests(folder, files) {
  const written = join(results, 'results.json');
  await rm(written, { force: true });
  const args = ['-c', join(ROOT, folder, 'jest.config.cjs'), '--json', '--outputFile', written, '--runTestsByPath'];
  const { output } = await runCommand(join(ROOT, 'node_modules', '.bin', 'jest'), [...args, ...files], {
    cwd: ROOT,
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  /** @type {FileResult[]} */
  const found = await readFile(written, 'utf8').then(
    (text) => JSON.parse(text).testResults,
    () => [],
  );
  /** @type {string[]} */
  const failures = found.length === 0 ? [output] : [];
  for (const file of files) {
    const result = found.find(({ name }) => name === join(ROOT, file));
    const passed = result?.assertionResults.filter(({ status }) => status === 'passed').length ?? 0;
    const failed = result?.assertionResults.filter(({ status }) => status === 'failed').length ?? 0;
    // A file that cannot be loaded has no tests that could fail.
    counts.set(file, { passed, failed: passed + failed === 0 ? 1 : failed });
    if (result?.message) failures.push(result.message);
  }
  return { failures };
}
