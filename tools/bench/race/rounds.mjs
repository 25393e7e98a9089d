// @ts-check
// Contenders in turn, round after round: what disturbs the machine disturbs all of them alike.
import { Contender } from './contender.mjs';

/** @typedef {import('./contender.mjs').ContenderSpec} ContenderSpec */
/**
 * @typedef {{ framework: string, mode: string, version: string, samplesPerSecond: number, rounds: number[], error?:
 * string }} Result
 */

/**
 * @param {readonly ContenderSpec[]} specs
 * @param {{ batch: number, rounds: number, seconds: number, say: (text: string) => void }} options `seconds` is about
 * what one turn takes
 * @returns {Promise<Result[]>} in the order of `specs`; `samplesPerSecond` is the median of the rounds
 */
export async function race(specs, { batch, rounds, seconds, say }) {
  /** @type {Contender[]} */
  const contenders = [];
  /** @type {Map<Contender, number[]>} */
  const speeds = new Map();
  try {
    for (const spec of specs) {
      const contender = new Contender(spec);
      contenders.push(contender);
      speeds.set(contender, []);
    }
    // All build and compile at once; they are measured when the last one is ready.
    for (const contender of contenders) {
      await attempt(contender, () => contender.ready());
      say(`  ${contender.framework} ${contender.mode}: ${contender.error ?? 'ready'}`);
    }
    for (const contender of contenders) {
      if (contender.error !== undefined) continue;
      await attempt(contender, async () => {
        const first = await contender.run(2);
        contender.stepsPerSecond = first.samples / batch / first.seconds;
      });
    }
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another one: none is always the one after the loudest.
      for (let place = 0; place < contenders.length; place++) {
        const contender = /** @type {Contender} */ (contenders[(place + round) % contenders.length]);
        if (contender.error !== undefined) continue;
        await attempt(contender, async () => {
          const steps = Math.max(1, Math.round(contender.stepsPerSecond * seconds));
          const timing = await contender.run(steps);
          contender.stepsPerSecond = timing.samples / batch / timing.seconds;
          speeds.get(contender)?.push(timing.samples / timing.seconds);
        });
      }
      say(`  round ${round + 1} of ${rounds}`);
    }
  } finally {
    for (const contender of contenders) contender.close();
  }
  return contenders.map((contender) => {
    const measured = speeds.get(contender) ?? [];
    return {
      framework: contender.framework,
      mode: contender.mode,
      version: contender.version,
      samplesPerSecond: contender.error === undefined ? Math.round(median(measured) * 10) / 10 : 0,
      rounds: measured.map((speed) => Math.round(speed * 10) / 10),
      ...(contender.error === undefined ? {} : { error: contender.error }),
    };
  });
}

/**
 * @param {Contender} contender
 * @param {() => Promise<void>} work
 */
async function attempt(contender, work) {
  try {
    await work();
  } catch (error) {
    contender.error = error instanceof Error ? error.message : String(error);
    contender.close();
  }
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1
    ? /** @type {number} */ (sorted[middle])
    : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}

/**
 * @param {readonly number[]} values
 * @param {number} index
 */
function at(values, index) {
  return /** @type {number} */ (values[index]);
}
