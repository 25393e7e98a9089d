// @ts-check
// What `npm start` adds to `sightline up`: the digits as images, and a look at what is answered about them.
import { join } from 'node:path';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';
import { commandFailed, SetUpError } from '../setup/set-up-error.mjs';

const FOLDER = join(ROOT, 'examples', 'digits');
export const PIPELINE = join(FOLDER, 'pipeline.yaml');
/** Of ten held-out images, one of each class: at 99 % accuracy two wrong ones come up once in 240 sets. */
const MOST_WRONG = 1;

/**
 * @param {{ reporter: import('../reporter.mjs').Reporter, signal: AbortSignal }} options
 * @returns {Promise<{ seconds: number }>} what it took
 */
export async function prepareDigits({ reporter, signal }) {
  const step = reporter.step('digits');
  const began = performance.now();
  const script = join(FOLDER, 'prepare.mjs');
  try {
    const { code, output } = await runCommand(process.execPath, [script], { cwd: ROOT, signal });
    if (code !== 0) throw commandFailed('The digits could not be written out as images', output);
  } catch (error) {
    step.fail();
    throw error;
  }
  step.done('ready');
  return { seconds: (performance.now() - began) / 1000 };
}

/**
 * @param {import('@sightline/cli').Up} served
 * @throws {SetUpError} when the answers do not fit the accuracy that was measured
 */
export function checkAnswers({ answers, run }) {
  const wrong = answers.filter(({ right }) => !right).length;
  if (wrong <= MOST_WRONG) return;
  throw new SetUpError(
    `The server answered ${wrong} of ${answers.length} held-out digits wrongly, though the test accuracy is ` +
      `${run.evaluation.figures.accuracy?.value}.`,
  );
}
