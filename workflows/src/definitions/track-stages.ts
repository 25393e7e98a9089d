import type { StageResult } from '../activities/stage-result.ts';
import type { RunProgress, StageName, StageState } from '@sightline/contracts';
import { causeOf } from './failures.ts';

export interface StageTracker {
  /**
   * Runs one stage and notes when it began, when and how it ended, one line on its outcome, and whether that was known
   * before.
   */
  track<Output>(
    stage: StageName,
    run: () => Promise<StageResult<Output>>,
    summarize: (output: Output) => string,
  ): Promise<Output>;
  /** Notes that these stages will not run. */
  leaveOut(...stages: StageName[]): void;
  /** Notes that no stage that still waits will run. */
  leaveOutRest(): void;
  progress(): RunProgress;
}

/**
 * Follows the stages of one run; times are workflow time, so a replay gives the same ones.
 *
 * @param plan the stages that wait from the beginning, in the order in which they are shown
 */
export function trackStages(plan: readonly StageName[]): StageTracker {
  const states = new Map<StageName, StageState>(plan.map((stage) => [stage, { stage, status: 'waiting' }]));

  return {
    async track(stage, run, summarize) {
      const startedAt = Date.now();
      states.set(stage, { stage, status: 'running', startedAt });
      try {
        const { output, cached } = await run();
        const ended = { endedAt: Date.now(), summary: summarize(output), ...(cached && { cached }) };
        states.set(stage, { stage, status: 'done', startedAt, ...ended });
        return output;
      } catch (error) {
        states.set(stage, {
          stage,
          status: 'failed',
          startedAt,
          endedAt: Date.now(),
          summary: causeOf(error) || 'cancelled',
        });
        throw error;
      }
    },
    leaveOut(...stages) {
      for (const stage of stages) states.set(stage, { stage, status: 'left-out' });
    },
    leaveOutRest() {
      for (const { stage, status } of states.values()) if (status === 'waiting') this.leaveOut(stage);
    },
    progress: () => ({ stages: [...states.values()] }),
  };
}
