const { mkdirSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

/**
 * A jest reporter that leaves a project's numbers, and the seconds that each of its files took, in the folder named by
 * SIGHTLINE_TEST_RESULTS, as `<project>.json`.
 */
module.exports = class JestResults {
  onRunComplete(contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults }) {
    const folder = process.env.SIGHTLINE_TEST_RESULTS;
    const [context] = contexts;
    if (!folder || !context) return;
    mkdirSync(folder, { recursive: true });
    const name = context.config.displayName.name;
    // A file that cannot even be loaded has no tests that could fail.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const secondsOf = ({ start, end }) => (end - start) / 1000;
    const files = testResults
      .map(({ testFilePath, perfStats }) => [relative(process.cwd(), testFilePath), secondsOf(perfStats)])
      .sort(([, one], [, other]) => other - one);
    const results = { passed: numPassedTests, failed, seconds: Object.fromEntries(files) };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(results, null, 2));
  }
};
