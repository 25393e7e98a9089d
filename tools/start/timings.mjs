// @ts-check
// How long each part of `npm start` took.

/** @typedef {{ name: string, seconds: number }} Timing */

/**
 * @param {readonly import('@sightline/contracts').StageState[]} stages
 * @returns {Timing[]} of the stages that ran
 */
export function stageTimings(stages) {
  return stages.flatMap(({ stage, startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [{ name: stage, seconds: (endedAt - startedAt) / 1000 }],
  );
}

/**
 * @param {readonly Timing[]} timings
 * @returns {string} one line each, seconds to the tenth
 */
export function formatTimings(timings) {
  const width = Math.max(...timings.map(({ name }) => name.length));
  return timings.map(({ name, seconds }) => `  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(7)} s`).join('\n');
}
