// @ts-check
// The browser that the page's test drives.
import { existsSync } from 'node:fs';
import { runCommand } from '../command.mjs';
import { SetUpError } from './set-up-error.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium: the one on the machine, else Debian's, installed when this process may.
 *
 * @param {import('../reporter.mjs').Reporter} reporter
 * @returns {Promise<string>}
 * @throws {SetUpError} when there is none and it cannot be installed
 */
export async function findChromium(reporter) {
  const step = reporter.step('Chromium');
  const present = await locate();
  if (present) {
    step.done('up to date');
    return present;
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    step.update('apt-get install chromium');
    const ticker = setInterval(() => step.update('apt-get install chromium'), 250);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends chromium'], {
      cwd: '/',
      env,
    });
    clearInterval(ticker);
    const installed = await locate();
    if (installed) {
      step.done('installed');
      return installed;
    }
  }
  step.fail();
  throw new SetUpError(
    'The test of the web page needs Chromium or Chrome, and this machine has none that could be found or ' +
      'installed. Install it (Debian: `sudo apt-get install chromium`), or name one in CHROMIUM_PATH, then try again.',
  );
}

/** @returns {Promise<string | undefined>} */
async function locate() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const { stdout } = await runCommand('sh', ['-c', `command -v ${NAMES.join(' || command -v ')}`], { cwd: '/' });
  return stdout.trim().split('\n').find(Boolean) ?? PLACES.find((path) => existsSync(path));
}
