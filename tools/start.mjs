// @ts-check
// `npm start [-- --exit] [-- --port N]`: sets up what is missing, runs the main job on real digits,
// serves the model until Ctrl-C.
import { join } from 'node:path';
import { readArguments, WrongUsage } from './arguments.mjs';
import { takeLock } from './lock.mjs';
import { createReporter } from './reporter.mjs';
import { explain, ROOT, setUp } from './setup.mjs';
import { SetUpError } from './setup/set-up-error.mjs';
import { checkAnswers, PIPELINE, prepareDigits } from './start/digits.mjs';

const INTERRUPTED = 130;
const USAGE = `Usage: npm start [-- --exit] [-- --port 8501]
  --exit    stop everything once the served model has answered; exit code 1 when any part failed
  --port    of the model server; when taken, the next free one`;

const stopping = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    // The second one does not wait: what was started ends with this process.
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    stopping.abort(new SetUpError('Interrupted.'));
    console.error('\nStopping …');
  });
}

try {
  const options = optionsOf();
  if (options) await start(options);
} catch (error) {
  console.error(`\n${explain(error)}`);
  process.exitCode = stopping.signal.aborted ? INTERRUPTED : error instanceof WrongUsage ? 2 : 1;
}
// Connections that are kept alive must not keep the process.
process.exit();

/** @returns {{ exit: boolean, port: number } | undefined} nothing when only the usage was wanted */
function optionsOf() {
  const values = readArguments({
    exit: { type: 'boolean' },
    port: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const port = Number(values.port ?? 8501);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new WrongUsage(`--port ${values.port} is not a port. Allowed: 0 (any free one) to 65535.`);
  return { exit: values.exit === true, port };
}

/** @param {{ exit: boolean, port: number }} options */
async function start({ exit, port }) {
  const lock = await takeLock(join(ROOT, '.sightline', 'start.lock'));
  if (!('release' in lock))
    throw new SetUpError(
      `\`npm start\` is already running here, as process ${lock.ownerPid}. Stop it with Ctrl-C (or \`kill ` +
        `${lock.ownerPid}\`) first.`,
    );
  try {
    const reporter = createReporter(process.stderr);
    const { signal } = stopping;
    console.error('Set-up');
    const earlier = [
      { name: 'set-up', ...(await setUp({ reporter, signal })) },
      { name: 'digits', ...(await prepareDigits({ reporter, signal })) },
    ];

    // Imported here: it uses the packages that the set-up installs and builds.
    const { outputWith, up } = await import('@sightline/cli');
    console.error('');
    const served = await up(PIPELINE, { port, signal, output: outputWith({}), earlier });
    try {
      checkAnswers(served);
      if (!exit) await interrupted();
    } finally {
      await served.close();
    }
  } finally {
    await lock.release();
  }
}

function interrupted() {
  console.error('\nServing. Ctrl-C stops everything.');
  return new Promise((resolve) => {
    // A signal listener alone does not keep Node running.
    const alive = setInterval(() => {}, 60_000);
    const end = () => {
      clearInterval(alive);
      resolve(undefined);
    };
    if (stopping.signal.aborted) end();
    else stopping.signal.addEventListener('abort', end, { once: true });
  });
}
