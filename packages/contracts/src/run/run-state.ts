import type { EpochRecord } from '../training/history.ts';
import type { Approval } from './approval.ts';
import type { RunEvent } from './journal.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { openApproval } from './open-approval.ts';
import type { StageName } from './stage-names.ts';
import type { StageState } from './stage-state.ts';
import type { Trigger } from './trigger.ts';

/** How a run stands, as its journal tells. */
export interface RunState {
  /** `waiting` before its first stage begins; `done` whatever came of it, where nothing kept it from its end. */
  readonly status: 'waiting' | 'running' | 'waiting-for-approval' | 'done' | Exclude<RunOutcome, Done>;
  readonly pipeline?: string;
  readonly who?: string;
  /** What began it; absent where the journal is older than this entry. */
  readonly trigger?: Trigger;
  readonly tags: readonly string[];
  /** In milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly stages: readonly StageState[];
  /** Each epoch of the training once, in their order. */
  readonly epochs: readonly EpochRecord[];
  /** How many epochs the training has at most. */
  readonly epochsAtMost?: number;
  /** What people were asked, in that order; absent where nobody was. */
  readonly approvals?: readonly Approval[];
  /** Who asked for its end. */
  readonly cancelledBy?: string;
  readonly outcome?: RunOutcome;
  /** Who was notified of its end, or could not be; absent before that. */
  readonly notifications?: readonly Notification[];
  /** Why, where no model was promoted. */
  readonly reason?: string | undefined;
  /** One of `ERROR_CODES`, where the reason has one. */
  readonly code?: string | undefined;
  readonly headline?: string | undefined;
  readonly model?: { name: string; version: number } | undefined;
}

/** A message about the end of a run. */
export type Notification = Omit<Of<'notified'>, 'event'>;

/** How a run ends that does all that it is to do. */
type Done = 'promoted' | 'refused-by-gate' | 'held-back' | 'rejected' | 'unchanged';

const DONE: ReadonlySet<RunOutcome> = new Set<Done>([
  'promoted',
  'refused-by-gate',
  'held-back',
  'rejected',
  'unchanged',
]);

function isDone(outcome: RunOutcome): outcome is Done {
  return DONE.has(outcome);
}

type Of<Kind extends RunEvent['event']> = Extract<RunEvent, { event: Kind }>;
type StageStarted = Omit<Of<'stage-started'>, 'pid'>;

/** What happens to a run, whether a worker notes it, in its process, or the workflow does. */
export type ToldEvent = Exclude<RunEvent, { event: 'stage-started' }> | StageStarted;

/** Before the first event. */
export const NOT_STARTED: RunState = { status: 'waiting', tags: [], stages: [], epochs: [] };
/** What a run that has begun again no longer has. */
const NOT_ENDED = ['endedAt', 'outcome', 'reason', 'code', 'headline', 'model'] as const;

/** How a run stands after some of its events: any beginning of a journal will do. */
export function runStateOf(events: Iterable<RunEvent>): RunState {
  let state = NOT_STARTED;
  for (const event of events) state = stateAfter(state, event);
  return state;
}

/** How it stands after one more event. */
export function stateAfter(state: RunState, event: ToldEvent): RunState {
  // A stage that is cancelled says so when the run may be over already.
  if (state.outcome !== undefined && event.event !== 'stage-started' && event.event !== 'notified') return state;
  switch (event.event) {
    case 'run-started':
      return runStarted(state, event);
    case 'stage-started':
      return stageStarted(state, event);
    case 'epoch-ended':
      return { ...state, epochs: withEpoch(state.epochs, event.record), epochsAtMost: event.of };
    case 'attempt-failed':
      return attemptFailed(state, event);
    case 'stage-ended': {
      const { at, stage, summary, cached } = event;
      return withStage(state, stage, (before) => ({
        ...before,
        status: 'done',
        endedAt: at,
        summary,
        ...(cached && { cached }),
      }));
    }
    case 'approval-requested':
      return approvalRequested(state, event);
    case 'approval-answered': {
      const { event: _, ...answer } = event;
      return approvalEnded(state, { answer });
    }
    case 'approval-timed-out':
      return approvalEnded(state, { timedOutAt: event.at });
    case 'cancel-requested':
      return { ...state, cancelledBy: event.who };
    case 'notified':
      return notified(state, event);
    default:
      return runEnded(state, event);
  }
}

function runStarted(state: RunState, { at, pipeline, who, tags, trigger, plan }: Of<'run-started'>): RunState {
  const stages = plan.map((stage) => stageOf(state, stage));
  return { ...state, pipeline, who, tags: tags ?? [], ...(trigger && { trigger }), startedAt: at, stages };
}

function stageStarted(state: RunState, { at, stage, attempt }: StageStarted): RunState {
  const open = Object.fromEntries(Object.entries(state).filter(([key]) => !NOT_ENDED.some((gone) => gone === key)));
  const started = withStage({ ...(open as unknown as RunState), status: 'running' }, stage, (before) => {
    const { endedAt: _, summary: __, cached: ___, ...kept } = before;
    const goesOn = before.status === 'running' || before.status === 'retrying';
    const failures = [...(before.failures ?? [])];
    const earlier = before.attempt ?? 0;
    if (before.status === 'running' && attempt > earlier) failures.push(lost(earlier, at));
    return {
      ...kept,
      status: 'running',
      startedAt: (goesOn && before.startedAt) || at,
      attempt,
      ...(failures.length > 0 && { failures }),
    };
  });
  // Stages run in their order: one that was passed over will not run.
  const place = started.stages.findIndex((each) => each.stage === stage);
  const stages = started.stages.map((each, index) =>
    index < place ? leftOut(each) : index > place ? again(each) : each,
  );
  return { ...started, stages };
}

/** What failed after a stage that begins again has another chance: a promotion that came too late. */
function again(state: StageState): StageState {
  if (state.status !== 'failed') return state;
  const { stage, failures } = state;
  return { stage, status: 'waiting', ...(failures && { failures }) };
}

/** A worker that dies can write nothing: that its attempt failed shows when the next one begins. */
function lost(attempt: number, at: number): NonNullable<StageState['failures']>[number] {
  const message = 'The worker that computed it ended before it could say why.';
  return { attempt, at, code: 'workflows/worker-lost', message, willRetry: true, interrupted: true };
}

function attemptFailed(state: RunState, event: Of<'attempt-failed'>): RunState {
  const { event: _, stage, ...failure } = event;
  const { at, attempt, message, willRetry } = failure;
  return withStage(state, stage, (before) => {
    const failed = { ...before, attempt, failures: [...(before.failures ?? []), failure] };
    if (willRetry) return { ...failed, status: 'retrying' };
    return { ...failed, status: 'failed', endedAt: at, summary: message };
  });
}

/** A question that is there twice was written by two attempts at it. */
function approvalRequested(state: RunState, event: Of<'approval-requested'>): RunState {
  const { event: _, ...question } = event;
  const { approvals = [] } = state;
  if (approvals.some(({ at }) => at === question.at)) return state;
  return { ...state, status: 'waiting-for-approval', approvals: [...approvals, question] };
}

/** The first end counts: what the workflow has taken it takes once, and may note twice. */
function approvalEnded(state: RunState, end: Pick<Approval, 'answer' | 'timedOutAt'>): RunState {
  const { approvals = [] } = state;
  const open = openApproval(approvals);
  if (!open) return state;
  return { ...state, status: 'running', approvals: [...approvals.slice(0, -1), { ...open, ...end }] };
}

function runEnded(state: RunState, ended: Of<'run-ended'>): RunState {
  const { event: _, at, outcome, ...end } = ended;
  const stages = state.stages.map((each) => {
    if (each.status === 'running' || each.status === 'retrying')
      return { ...each, status: 'failed' as const, endedAt: at, summary: end.reason ?? 'ended with the run' };
    return leftOut(each);
  });
  const status = isDone(outcome) ? 'done' : outcome;
  return { ...state, ...end, stages, outcome, status, endedAt: at };
}

function notified(state: RunState, event: Of<'notified'>): RunState {
  const { event: _, ...notification } = event;
  const others = (state.notifications ?? []).filter(({ url }) => url !== notification.url);
  return { ...state, notifications: [...others, notification] };
}

function leftOut(state: StageState): StageState {
  return state.status === 'waiting' ? { ...state, status: 'left-out' } : state;
}

function stageOf({ stages }: RunState, name: StageName): StageState {
  return stages.find(({ stage }) => stage === name) ?? { stage: name, status: 'waiting' };
}

function withStage(state: RunState, name: StageName, change: (before: StageState) => StageState): RunState {
  const after = change(stageOf(state, name));
  const isKnown = state.stages.some(({ stage }) => stage === name);
  const stages = isKnown ? state.stages.map((each) => (each.stage === name ? after : each)) : [...state.stages, after];
  return { ...state, stages };
}

/** A training that is continued tells again of the epochs that it had. */
function withEpoch(epochs: readonly EpochRecord[], record: EpochRecord): EpochRecord[] {
  if (record.epoch > (epochs.at(-1)?.epoch ?? 0)) return [...epochs, record];
  const others = epochs.filter(({ epoch }) => epoch !== record.epoch);
  return [...others, record].sort((a, b) => a.epoch - b.epoch);
}
