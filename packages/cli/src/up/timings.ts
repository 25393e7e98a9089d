import type { StageState } from '@sightline/contracts';

/** How long a part of the work took. */
export interface Timing {
  name: string;
  seconds: number;
}

/** Of the stages that ran. */
export function stageTimings(stages: readonly StageState[]): Timing[] {
  return stages.flatMap(({ stage, startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [{ name: stage, seconds: (endedAt - startedAt) / 1000 }],
  );
}

/** One line each, seconds to the tenth. */
export function formatTimings(timings: readonly Timing[]): string {
  const width = Math.max(...timings.map(({ name }) => name.length));
  return timings.map(({ name, seconds }) => `  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(7)} s`).join('\n');
}
