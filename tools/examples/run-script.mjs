// @ts-check
// A script of an example, as its README says.
import { join } from 'node:path';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';

/**
 * @param {string} script below examples/
 * @param {readonly string[]} [args]
 * @returns {Promise<string>} what it printed on stdout
 * @throws Error with what it printed when it fails
 */
export async function runScript(script, args = []) {
  const command = [join(ROOT, 'examples', script), ...args];
  const { code, stdout, output } = await runCommand(process.execPath, command, { cwd: ROOT });
  if (code !== 0) throw new Error(`examples/${script} ended with ${code}:\n${output.trim()}`);
  return stdout;
}
