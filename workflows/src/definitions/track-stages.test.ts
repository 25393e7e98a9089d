import { causeOf } from './failures.ts';
import { trackStages } from './track-stages.ts';

const PLAN = ['ingest', 'scrub', 'export', 'serve'] as const;

describe('trackStages', () => {
  it('follows the stages of its plan from waiting to done', async () => {
    const tracker = trackStages(PLAN);
    let during: string | undefined;
    const run = async () => {
      during = tracker.progress().stages[0]?.status;
      return { output: 3, cached: true };
    };
    await tracker.track('ingest', run, (images) => `${images} images`);
    expect(during).toBe('running');
    expect(tracker.progress().stages).toMatchObject([
      { stage: 'ingest', status: 'done', summary: '3 images', cached: true },
      { stage: 'scrub', status: 'waiting' },
      { stage: 'export', status: 'waiting' },
      { stage: 'serve', status: 'waiting' },
    ]);
  });

  it('keeps the innermost reason of a failure and throws the error on', async () => {
    const tracker = trackStages(PLAN);
    const failure = new Error('Activity task failed', { cause: new Error('photos/ contains no image files.') });
    await expect(
      tracker.track(
        'ingest',
        () => Promise.reject(failure),
        () => '',
      ),
    ).rejects.toBe(failure);
    expect(tracker.progress().stages[0]).toMatchObject({
      status: 'failed',
      summary: 'photos/ contains no image files.',
    });
    expect(causeOf(failure)).toBe('photos/ contains no image files.');
  });

  it('marks what is left out', () => {
    const tracker = trackStages(PLAN);
    tracker.leaveOut('export', 'serve');
    const leftOut = tracker.progress().stages.filter((stage) => stage.status === 'left-out');
    expect(leftOut.map((stage) => stage.stage)).toEqual(['export', 'serve']);
    tracker.leaveOutRest();
    expect(tracker.progress().stages.every((stage) => stage.status === 'left-out')).toBe(true);
  });
});
