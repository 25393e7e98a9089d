// @ts-check
// TensorFlow, its binding and the Temporal CLI, staged by the built packages.

/** @typedef {import('../reporter.mjs').Reporter} Reporter */
/** @typedef {{ part: string, step: string, done?: number, total?: number, skipped?: boolean }} StagingProgress */

/** @type {Record<string, string>} */
const NAMES = { tensorflow: 'TensorFlow', binding: 'binding', temporal: 'Temporal CLI' };
/** @type {Record<string, string>} */
const VERBS = {
  wait: 'waiting for another process',
  download: 'downloading',
  verify: 'verifying sha256',
  unpack: 'unpacking',
  compile: 'compiling',
  link: 'linking',
};

/**
 * Stages the native parts; found ones are left as they are.
 *
 * @param {import('./packages.mjs').World} world
 */
export async function stageNative({ reporter }) {
  // Imported here: until the steps before have run, these packages are not there.
  const { stageEngine } = await import('@sightline/engine/install');
  const { temporalCli } = await import('@sightline/native');
  const lines = createPartLines(reporter);
  try {
    await stageEngine((progress) => lines.onProgress(progress));
    if (!process.env.TEMPORAL_ADDRESS) await temporalCli((progress) => lines.onProgress(progress));
    lines.end();
  } catch (error) {
    lines.fail();
    throw error;
  }
}

/**
 * Turns staging progress into one reporter line a part.
 *
 * @param {Reporter} reporter
 */
export function createPartLines(reporter) {
  /** @type {{ part: string, skipped: boolean, step: import('../reporter.mjs').Step } | undefined} */
  let current;
  const end = () => {
    current?.step.done(current.skipped ? 'up to date' : 'staged');
    current = undefined;
  };
  return {
    end,
    fail: () => current?.step.fail(),
    /** @param {StagingProgress} progress */
    onProgress(progress) {
      if (progress.part !== current?.part) {
        end();
        current = { part: progress.part, skipped: true, step: reporter.step(NAMES[progress.part] ?? progress.part) };
      }
      // Linking is done at each start and is no work worth a word.
      if (!progress.skipped && progress.step !== 'link') current.skipped = false;
      current.step.update(`${VERBS[progress.step] ?? progress.step}${amount(progress)}`);
    },
  };
}

/** @param {StagingProgress} progress */
function amount({ done, total }) {
  if (done === undefined) return '';
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);
  return total === undefined
    ? ` ${megabytes(done)} MB`
    : ` ${megabytes(Math.min(done, total))} of ${megabytes(total)} MB`;
}
