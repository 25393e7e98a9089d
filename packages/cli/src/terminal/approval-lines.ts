import { formatApproval, isApproved, openApproval, type Approval, type RunState } from '@sightline/contracts/run';
import { duration, utc } from './format.ts';
import type { Paint } from './paint.ts';

const time = (at: number) => utc(new Date(at).toISOString());

/** A line for each approval of a run that is over; for one that is open what is asked, and how to answer. */
export function approvalLines(
  run: { runId: string } & Pick<RunState, 'approvals' | 'outcome'>,
  paint: Paint,
): string[] {
  return (run.approvals ?? []).flatMap((approval) => {
    if (!openApproval([approval])) return approvalLine(approval, paint);
    return run.outcome === undefined ? questionLines(run.runId, approval, paint) : [];
  });
}

function questionLines(runId: string, approval: Approval, paint: Paint): string {
  const { model, alias, production, until, otherwise } = approval;
  const replaced = production === null ? `there is no ${alias} yet` : `${alias} is version ${production}`;
  const end = otherwise === 'promote' ? 'it is promoted' : 'it is rejected';
  return [
    `? approval  ${model.name} version ${model.version} waits for approval; ${replaced}. Unless somebody answers by ` +
      `${time(until)} UTC, ${end}.`,
    paint.dim(`  sightline approve ${runId} --why …`),
    paint.dim(`  sightline reject ${runId} --why …`),
  ].join('\n');
}

/** Who decided, when and why. */
function approvalLine(approval: Approval, paint: Paint): string {
  const { answer, timedOutAt = 0 } = approval;
  const mark = isApproved(approval) ? paint.good('✓') : paint.bad('✗');
  return `${mark} approval  ${formatApproval(approval)} (${time(answer?.at ?? timedOutAt)} UTC)`;
}

/** The status of a run that waits for an answer; empty for others. */
export function waitingText(approvals: readonly Approval[] | undefined, now: number): string {
  const open = openApproval(approvals);
  return open ? `? approval  waiting for an answer, ${duration(Math.max(0, open.until - now))} left` : '';
}
