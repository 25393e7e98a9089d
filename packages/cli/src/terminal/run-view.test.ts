import type { StageState } from '@sightline/contracts/run';
import { paintFor } from './paint.ts';
import { epochLine, failureLine, finishedLine, statusText } from './run-view.ts';

const plain = paintFor({ isTTY: false });

describe('finishedLine', () => {
  it('says what a stage brought and how long it took', () => {
    const line = finishedLine(
      { stage: 'ingest', status: 'done', startedAt: 1_000, endedAt: 3_500, summary: '400 samples' },
      plain,
    );
    expect(line).toBe('✓ ingest      2.5 s  400 samples');
  });

  it('says that nothing was computed where nothing had changed', () => {
    const state = { stage: 'split', status: 'done', startedAt: 0, endedAt: 10, summary: 'done', cached: true } as const;
    expect(finishedLine(state, plain)).toBe('✓ split       10 ms  done (unchanged)');
  });

  it('says why a stage failed, and what was skipped', () => {
    expect(
      finishedLine({ stage: 'train', status: 'failed', startedAt: 0, endedAt: 10, summary: 'the loss is NaN' }, plain),
    ).toBe('✗ train       10 ms  the loss is NaN');
    expect(finishedLine({ stage: 'serve', status: 'left-out' }, plain)).toBe('- serve     skipped');
  });

  it('is coloured on a terminal, not where NO_COLOR is set', () => {
    const state = { stage: 'gate', status: 'done', startedAt: 0, endedAt: 10 } as const;
    expect(finishedLine(state, paintFor({ isTTY: true }, {}))).toContain('\x1b[32m✓');
    expect(finishedLine(state, paintFor({ isTTY: true }, { NO_COLOR: '1' }))).not.toContain('\x1b');
  });
});

describe('statusText', () => {
  const train: StageState = { stage: 'train', status: 'running', startedAt: 0 };
  const training = {
    stages: [train],
    current: { done: 300, total: 1_200, unit: 'steps', epoch: { number: 2, of: 5 }, metrics: { loss: 0.25 } },
  };

  it('shows bar, count, epoch, metrics and the time left', () => {
    expect(statusText(training, 10_000, 30_000)).toBe(
      '▸ train     █████░░░░░░░░░░░░░░░    300/1,200 steps  epoch 2/5  loss 0.2500  30.0 s left',
    );
  });

  it('shows no time left where it cannot be estimated', () => {
    const current = { done: 1, total: 1_502, unit: 'images', message: 'decoding' } as const;
    expect(statusText({ stages: training.stages, current }, 6_000)).toMatch(/1\/1,502 images {2}decoding$/);
  });

  it('shows the elapsed time while a stage has said nothing', () => {
    expect(statusText({ stages: training.stages }, 1_500)).toBe('▸ train     1.5 s');
  });

  it('says that a result is that of an earlier run', () => {
    const current = { done: 1, total: 1, unit: 'stage', cached: true } as const;
    expect(statusText({ stages: training.stages, current }, 0)).toContain('1/1 stage  result of an earlier run');
  });

  it('says that another attempt follows', () => {
    const state: StageState = { stage: 'scrub', status: 'retrying', startedAt: 0, attempt: 1 };
    expect(statusText({ stages: [state] }, 0)).toBe('↻ scrub     attempt 2 follows');
  });

  it('says so when nobody works on the run', () => {
    expect(statusText({ stages: [{ stage: 'ingest', status: 'waiting' }] }, 0)).toBe('waiting for a worker');
  });
});

it('shows all that was measured in an epoch', () => {
  const record = {
    epoch: 3,
    learningRate: 0.001,
    training: { accuracy: 0.9, loss: 0.5 },
    validation: { loss: 0.00001 },
  };
  expect(epochLine(record, 12)).toBe('  epoch  3/12  loss 0.5000, accuracy 0.9000, validation loss 1.00e-5');
});

it('says why an attempt is made again', () => {
  const failure = { attempt: 2, message: 'The disk is full.' };
  expect(failureLine('train', failure, plain)).toBe(
    '↻ train     attempt 2 failed and is made again: The disk is full.',
  );
  expect(failureLine('train', { ...failure, interrupted: true }, plain)).toBe(
    '↻ train     was interrupted and goes on: The disk is full.',
  );
});
