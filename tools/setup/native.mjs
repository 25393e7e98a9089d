// @ts-check
// TensorFlow, its binding and the Temporal CLI, installed by the built packages.

/** @typedef {import('../reporter.mjs').Reporter} Reporter */
/** @typedef {import('@sightline/native').InstallProgress} InstallProgress */

/** @type {Record<string, string>} */
const NAMES = { tensorflow: 'TensorFlow', binding: 'binding', temporal: 'Temporal CLI' };
/**
 * Installs the native parts; found ones are left as they are.
 *
 * @param {import('./packages.mjs').World} world
 */
export async function installNative({ reporter }) {
  // Imported here: until the steps before have run, these packages are not there.
  const { installEngine } = await import('@sightline/engine/install');
  const { STEP_LABELS, temporalCli } = await import('@sightline/native');
  const lines = createPartLines(reporter, STEP_LABELS);
  try {
    await installEngine((progress) => lines.onProgress(progress));
    if (!process.env.TEMPORAL_ADDRESS) await temporalCli((progress) => lines.onProgress(progress));
    lines.end();
  } catch (error) {
    lines.fail();
    throw error;
  }
}

/**
 * Turns the progress of an installation into one reporter line per part.
 *
 * @param {Reporter} reporter
 * @param {Readonly<Record<InstallProgress['step'], string>>} labels
 */
export function createPartLines(reporter, labels) {
  /** @type {{ part: string, skipped: boolean, step: import('../reporter.mjs').Step } | undefined} */
  let current;
  const end = () => {
    current?.step.done(current.skipped ? 'up to date' : 'installed');
    current = undefined;
  };
  return {
    end,
    fail: () => current?.step.fail(),
    /** @param {InstallProgress} progress */
    onProgress(progress) {
      if (progress.part !== current?.part) {
        end();
        current = { part: progress.part, skipped: true, step: reporter.step(NAMES[progress.part] ?? progress.part) };
      }
      if (!progress.skipped) current.skipped = false;
      current.step.update(`${labels[progress.step]}${amount(progress)}`);
    },
  };
}

/** @param {InstallProgress} progress */
function amount({ done, total }) {
  if (done === undefined) return '';
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);
  return total === undefined
    ? ` ${megabytes(done)} MB`
    : ` ${megabytes(Math.min(done, total))} of ${megabytes(total)} MB`;
}
