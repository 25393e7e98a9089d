// @ts-check
// The main job: services up, one run of `trainToServe` on the digits, its model asked over HTTP.
import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { followInTerminal, sightlineHome } from '@sightline/cli';
import { parsePipeline } from '@sightline/contracts';
import { cancelRun, connect, startTrainToServe } from '@sightline/workflows';
import { runCommand } from '../command.mjs';
import { ROOT } from '../setup.mjs';
import { commandFailed, SetUpError } from '../setup/set-up-error.mjs';
import { askAboutHeldOut } from './held-out.mjs';
import { startServices } from './services.mjs';
import { formatTimings, stageTimings } from './timings.mjs';

const PIPELINE = join(ROOT, 'examples', 'digits', 'pipeline.yaml');
/** Of ten held-out images, one a class: at 99 % accuracy two wrong ones come up once in 240 sets. */
const MOST_WRONG = 1;

/**
 * @typedef {object} Served
 * @property {string} serverUrl
 * @property {string} model its registered name
 * @property {string} example a held-out image file
 * @property {string} folder the run folder
 * @property {() => Promise<void>} stop
 */

/**
 * Runs the job to the answer of the served model. When a part fails, all that was started is stopped.
 *
 * @param {{ reporter: import('../reporter.mjs').Reporter, port: number, signal: AbortSignal, setUpSeconds: number }} options
 * @returns {Promise<Served>}
 */
export async function trainAndServe({ reporter, port, signal, setUpSeconds }) {
  const pipeline = parsePipeline(await readFile(PIPELINE, 'utf8'), PIPELINE);
  const home = sightlineHome();
  const data = await timed(reporter, 'digits', () => prepareDigits(signal));
  signal.throwIfAborted();
  const started = await timed(reporter, 'services', () => startServices({ home, port, signal }));
  const { serverUrl, temporalAddress, stop } = started.value;
  try {
    const run = await runPipeline({ pipeline, temporalAddress, serverUrl, signal });
    const model = run.model.name;
    const asked = await timed(reporter, 'held-out digits', () =>
      askAboutHeldOut({ run, model, serverUrl, root: home.root }),
    );
    printAnswers(asked.value.answers, run.accuracy);

    const timings = [
      { name: 'set-up', seconds: setUpSeconds },
      { name: 'digits', seconds: data.seconds },
      { name: 'services', seconds: started.seconds },
      ...stageTimings(run.stages),
      // Of this process: from `npm start` to the served answer.
      { name: 'total', seconds: performance.now() / 1000 },
    ];
    await writeFile(join(run.folder, 'timings.json'), `${JSON.stringify(timings, undefined, 2)}\n`);
    console.log(`\n${formatTimings(timings)}`);
    return { serverUrl, model, example: asked.value.example, folder: run.folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {AbortSignal} signal */
async function prepareDigits(signal) {
  const script = join(ROOT, 'examples', 'digits', 'prepare.mjs');
  const { code, output } = await runCommand(process.execPath, [script], { cwd: ROOT, signal });
  if (code !== 0) throw commandFailed('The digits could not be written out as images', output);
}

/**
 * @param {{ pipeline: import('@sightline/contracts').Pipeline, temporalAddress: string, serverUrl: string, signal: AbortSignal }} options
 * @returns {Promise<import('@sightline/contracts').RunResult & { folder: string, model: { name: string } }>} a run that was promoted
 */
async function runPipeline({ pipeline, temporalAddress, serverUrl, signal }) {
  const client = await connect(temporalAddress);
  try {
    signal.throwIfAborted();
    const runId = await startTrainToServe(client, { pipeline, who: userInfo().username, serverUrl });
    console.error(`\nRun ${runId}`);
    const cancel = () => void cancelRun(client, runId).catch(() => {});
    signal.addEventListener('abort', cancel, { once: true });
    const run = await followInTerminal(client, runId, process.stderr).finally(() =>
      signal.removeEventListener('abort', cancel),
    );
    const { folder, model, gate } = run;
    if (!folder) throw new SetUpError(`Run ${runId} ended without a run folder.`);
    if (model && run.outcome === 'promoted') return { ...run, folder, model };
    const reasons = gate.checks.filter(({ passed }) => !passed).map(({ message }) => `  - ${message}`);
    throw new SetUpError(
      `The gate refused the model; production is unchanged:\n${reasons.join('\n')}\nReport: ${join(folder, 'report.html')}`,
    );
  } finally {
    await client.connection.close();
  }
}

/**
 * @param {import('./held-out.mjs').HeldOutAnswers['answers']} answers
 * @param {number} accuracy
 */
function printAnswers(answers, accuracy) {
  for (const { expected, label, probability, version, milliseconds } of answers) {
    const mark = expected === label ? '✓' : '✗';
    console.log(
      `  ${mark} a held-out ${expected}: the server answers ${label} with ${(probability * 100).toFixed(2)} % (version ${version}, ${milliseconds} ms)`,
    );
  }
  const wrong = answers.filter(({ expected, label }) => expected !== label).length;
  if (wrong > MOST_WRONG)
    throw new SetUpError(
      `The server answered ${wrong} of ${answers.length} held-out digits wrongly, though the test accuracy is ${accuracy}.`,
    );
  console.log(`\nTest accuracy    ${(accuracy * 100).toFixed(2)} %`);
}

/**
 * @template Value
 * @param {import('../reporter.mjs').Reporter} reporter
 * @param {string} name
 * @param {() => Promise<Value>} work
 * @returns {Promise<{ value: Value, seconds: number }>}
 */
async function timed(reporter, name, work) {
  const step = reporter.step(name);
  const began = performance.now();
  try {
    const value = await work();
    step.done('ready');
    return { value, seconds: (performance.now() - began) / 1000 };
  } catch (error) {
    step.fail();
    throw error;
  }
}
