import fc from 'fast-check';
import type { RunEvent } from './journal.ts';
import { runEventSchema } from './journal.ts';
import { PLANS } from './plans.ts';
import { runStateOf, stateAfter } from './run-state.ts';
import { stageStateSchema } from './stage-state.ts';

const started: RunEvent = {
  event: 'run-started',
  at: 0,
  pipeline: 'digits',
  who: 'ada',
  tags: ['baseline'],
  plan: [...PLANS.trainToServe],
  spec: { name: 'digits' },
};
const begins = (stage: 'ingest' | 'train' | 'gate' | 'report', at: number, attempt = 1): RunEvent => ({
  event: 'stage-started',
  at,
  stage,
  attempt,
  pid: 1,
});
const ends = (stage: 'ingest' | 'train' | 'gate', at: number): RunEvent => ({
  event: 'stage-ended',
  at,
  stage,
  summary: `${stage} ended`,
});
const epoch = (number: number, loss = 1 / number): RunEvent => ({
  event: 'epoch-ended',
  at: number,
  stage: 'train',
  record: { epoch: number, learningRate: 0.1, training: { loss }, validation: { loss } },
  of: 9,
});
const fails = (attempt: number, willRetry: boolean): Extract<RunEvent, { event: 'attempt-failed' }> => ({
  event: 'attempt-failed',
  at: 10 * attempt,
  stage: 'train',
  attempt,
  code: 'artifacts/storage-failed',
  message: 'The disk is full.',
  willRetry,
});
const stateOf = (events: RunEvent[], stage: string) => runStateOf(events).stages.find((each) => each.stage === stage);

describe('the state of a run', () => {
  it('goes from waiting over running to done', () => {
    expect(runStateOf([])).toMatchObject({ status: 'waiting', stages: [] });
    expect(runStateOf([started])).toMatchObject({ status: 'waiting', pipeline: 'digits', who: 'ada', startedAt: 0 });
    expect(runStateOf([started, begins('ingest', 5)]).status).toBe('running');
    const end: RunEvent = { event: 'run-ended', at: 9, outcome: 'refused-by-gate', reason: 'accuracy 0.5 < 0.9' };
    expect(runStateOf([started, begins('ingest', 5), ends('ingest', 6), end])).toMatchObject({
      status: 'done',
      outcome: 'refused-by-gate',
      reason: 'accuracy 0.5 < 0.9',
      endedAt: 9,
    });
  });

  it('leaves out the stages that were passed over, and at the end all that never began', () => {
    const report = runStateOf([started, begins('gate', 1), ends('gate', 2), begins('report', 3)]);
    expect(report.stages.filter(({ status }) => status === 'left-out').map(({ stage }) => stage)).toContain('serve');
    const cancelled = runStateOf([
      started,
      begins('ingest', 1),
      { event: 'run-ended', at: 2, outcome: 'cancelled', reason: 'The run was cancelled.' },
    ]);
    expect(cancelled.stages[0]).toMatchObject({ status: 'failed', summary: 'The run was cancelled.' });
    expect(cancelled.stages.slice(1).every(({ status }) => status === 'left-out')).toBe(true);
  });

  it('lists each attempt that failed, and of the last one as the end of the stage', () => {
    const once = [started, begins('train', 1), fails(1, true)];
    expect(stateOf(once, 'train')).toMatchObject({ status: 'retrying', attempt: 1 });
    const twice = [...once, begins('train', 12, 2)];
    expect(stateOf(twice, 'train')).toMatchObject({ status: 'running', attempt: 2, startedAt: 1 });
    const over = stateOf([...twice, fails(2, false)], 'train');
    expect(over).toMatchObject({ status: 'failed', summary: 'The disk is full.', endedAt: 20 });
    expect(over?.failures).toMatchObject([{ attempt: 1 }, { attempt: 2, code: 'artifacts/storage-failed' }]);
  });

  it('lists an attempt whose worker died, which wrote nothing', () => {
    const state = stateOf([started, begins('train', 1), begins('train', 20, 2)], 'train');
    expect(state?.failures).toMatchObject([{ attempt: 1, code: 'workflows/worker-lost', interrupted: true }]);
  });

  it('keeps of an attempt that it was interrupted, and of a run who asked for its end', () => {
    const interrupted: RunEvent = { ...fails(1, true), interrupted: true };
    const asked: RunEvent = { event: 'cancel-requested', at: 5, who: 'ada' };
    const events = [started, begins('train', 1), interrupted, asked];
    expect(stateOf(events, 'train')).toMatchObject({
      status: 'retrying',
      failures: [{ attempt: 1, interrupted: true }],
    });
    const ended: RunEvent = { event: 'run-ended', at: 6, outcome: 'cancelled' };
    expect(runStateOf([...events, ended])).toMatchObject({ status: 'cancelled', cancelledBy: 'ada' });
  });

  it('measures a stage that begins again after its end from that beginning', () => {
    const state = stateOf([started, begins('gate', 1), ends('gate', 2), begins('gate', 7)], 'gate');
    expect(state).toEqual({ stage: 'gate', status: 'running', startedAt: 7, attempt: 1 });
  });

  it('has each epoch once where a training was continued', () => {
    const { epochs, epochsAtMost } = runStateOf([started, epoch(1), epoch(2), epoch(1), epoch(2), epoch(3)]);
    expect(epochs.map((record) => record.epoch)).toEqual([1, 2, 3]);
    expect(epochsAtMost).toBe(9);
  });

  it('is not changed by what a stage says after the end', () => {
    const ended: RunEvent = { event: 'run-ended', at: 2, outcome: 'terminated', reason: 'by hand' };
    const events = [started, begins('train', 1), ended];
    expect(runStateOf([...events, fails(1, true), epoch(4)])).toEqual(runStateOf(events));
  });

  it('says who was notified of the end', () => {
    const told = { event: 'notified', at: 10, url: 'https://example.org' } as const;
    const state = runStateOf([started, { event: 'run-ended', at: 9, outcome: 'failed' }, told]);
    expect(state).toMatchObject({ status: 'failed', notifications: [{ at: 10, url: 'https://example.org' }] });
  });

  it('goes on where a stage begins after an end', () => {
    const ended: RunEvent = { event: 'run-ended', at: 2, outcome: 'failed', reason: 'no answer', code: 'x' };
    const state = runStateOf([started, ended, begins('ingest', 3)]);
    expect(state).toMatchObject({ status: 'running', pipeline: 'digits' });
    expect(state).not.toHaveProperty('reason');
    expect(state).not.toHaveProperty('endedAt');
  });

  it('waits for an approval until it is answered once, or its time is over', () => {
    const asked: RunEvent = {
      event: 'approval-requested',
      at: 3,
      model: { name: 'digits', version: 7 },
      alias: 'production',
      production: 5,
      until: 99,
      otherwise: 'reject',
    };
    const answered: RunEvent = { event: 'approval-answered', at: 4, decision: 'approve', who: 'ada', why: 'better' };
    const later: RunEvent = { ...answered, who: 'grace', decision: 'reject' };
    // Written twice: by two attempts at the note.
    const waiting = runStateOf([started, begins('gate', 1), ends('gate', 2), asked, asked]);
    expect(waiting).toMatchObject({ status: 'waiting-for-approval', approvals: [{ until: 99, production: 5 }] });
    expect(waiting.approvals).toHaveLength(1);
    const decided = [answered, later, asked].reduce(stateAfter, waiting);
    expect(decided).toMatchObject({ status: 'running', approvals: [{ answer: { who: 'ada' } }] });
    const over = stateAfter(stateAfter(decided, { ...asked, at: 50 }), { event: 'approval-timed-out', at: 99 });
    expect(over).toMatchObject({ status: 'running', approvals: [{ answer: { who: 'ada' } }, { timedOutAt: 99 }] });
    const cancelled = stateAfter(waiting, { event: 'run-ended', at: 5, outcome: 'cancelled' });
    expect(cancelled.status).toBe('cancelled');
  });

  it('is valid after any events in any order', () => {
    const stage = fc.constantFrom(...PLANS.trainToServe);
    const at = fc.nat();
    const attempt = fc.integer({ min: 1, max: 5 });
    const event: fc.Arbitrary<RunEvent> = fc.oneof(
      fc.constant(started),
      fc.record({ event: fc.constant('stage-started' as const), at, stage, attempt, pid: fc.nat() }),
      fc.integer({ min: 1, max: 6 }).map((number) => epoch(number)),
      fc.record({
        event: fc.constant('attempt-failed' as const),
        at,
        stage,
        attempt,
        message: fc.string(),
        willRetry: fc.boolean(),
      }),
      fc.record({ event: fc.constant('cancel-requested' as const), at, who: fc.string() }),
      fc.record({ event: fc.constant('stage-ended' as const), at, stage, summary: fc.string() }),
      fc.record({
        event: fc.constant('run-ended' as const),
        at,
        outcome: fc.constantFrom(
          'promoted',
          'refused-by-gate',
          'held-back',
          'rejected',
          'failed',
          'cancelled',
          'terminated',
          'timed-out',
        ),
      }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { stages, epochs, status, outcome } = runStateOf(events);
        for (const state of stages) stageStateSchema.parse(state);
        expect(new Set(stages.map((each) => each.stage)).size).toBe(stages.length);
        const numbers = epochs.map((record) => record.epoch);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(outcome === undefined).toBe(status === 'waiting' || status === 'running');
      }),
    );
  });
});

it('keeps an epoch in which something is not a number', () => {
  const text = JSON.stringify(epoch(1, Number.NaN));
  expect(runEventSchema.parse(JSON.parse(text))).toEqual(epoch(1, Number.NaN));
});
