// @ts-check
// `npm test`: sets up what is missing, then runs every check of the repository and every test. `npm test -- ingest cli`
// runs only those packages' tests.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createReporter } from './reporter.mjs';
import { explain, ROOT, setUp } from './setup.mjs';
import { findChromium } from './setup/chromium.mjs';
import { findSeaweedfs } from './setup/seaweedfs.mjs';
import { SetUpError } from './setup/set-up-error.mjs';

const RESULTS = join(ROOT, 'test-results');

const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => stopping.abort(new SetUpError('Interrupted.')));

/**
 * @param {string[]} projects whose tests to run; none for all checks and all tests
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function main(projects) {
  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  const reporter = createReporter(process.stderr);
  console.error('Set-up');
  await setUp({ reporter, signal: stopping.signal });
  process.env.CHROMIUM_PATH = await findChromium(reporter);
  process.env.SEAWEEDFS_PATH = await findSeaweedfs(reporter);

  // Imported here: the checks use npm packages, which the set-up installs.
  const { CHECKS } = await import('./checks/checks.mjs');
  const { runTests } = await import('./checks/tests.mjs');
  console.error(projects.length > 0 ? '\nTests' : '\nChecks and tests');
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const failures = [];
  for (const { name, run } of projects.length > 0 ? [] : CHECKS) {
    const step = reporter.step(name);
    const problems = await run(ROOT, stopping.signal).catch((error) => {
      stopping.signal.throwIfAborted();
      return [explain(error)];
    });
    if (problems.length === 0) step.done('passed');
    else step.fail();
    total[problems.length === 0 ? 'passed' : 'failed'] += 1;
    if (problems.length > 0) failures.push(`── ${name}\n${problems.join('\n')}`);
  }
  const tests = await runTests({ root: ROOT, results: RESULTS, reporter, projects, signal: stopping.signal });
  failures.push(...tests.failures);
  if (failures.length > 0) console.log(`\n${failures.join('\n\n')}\n`);
  return { passed: total.passed + tests.passed, failed: total.failed + tests.failed };
}

/** @type {{ passed: number, failed: number }} */
let numbers = { passed: 0, failed: 1 };
try {
  numbers = await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${explain(error)}`);
}
const summary = `${numbers.passed} passed, ${numbers.failed} failed`;
await writeFile(join(RESULTS, 'summary.txt'), `${summary}\n`);
console.log(`\n${summary}`);
process.exitCode = numbers.failed === 0 && numbers.passed > 0 ? 0 : 1;
