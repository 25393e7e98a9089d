const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * A jest reporter that leaves a project's numbers in the folder named by SIGHTLINE_TEST_RESULTS, as `<project>.json`.
 */
module.exports = class JestResults {
  onRunComplete(contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const folder = process.env.SIGHTLINE_TEST_RESULTS;
    const [context] = contexts;
    if (!folder || !context) return;
    mkdirSync(folder, { recursive: true });
    const name = context.config.displayName.name;
    // A file that cannot even be loaded has no tests that could fail.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ passed: numPassedTests, failed }));
  }
};
