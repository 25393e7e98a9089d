import { causeOf, trackStages } from './track-stages.ts';

describe('trackStages', () => {
  it('follows a stage from waiting to done', async () => {
    const tracker = trackStages();
    let during: string | undefined;
    const run = async () => {
      during = tracker.progress().stages[0]?.status;
      return 3;
    };
    await tracker.track('ingest', run, (images) => `${images} images`);
    expect(during).toBe('running');
    expect(tracker.progress().stages.slice(0, 2)).toMatchObject([
      { stage: 'ingest', status: 'done', summary: '3 images' },
      { stage: 'scrub', status: 'waiting' },
    ]);
  });

  it('keeps the innermost reason of a failure and throws the error on', async () => {
    const tracker = trackStages();
    const failure = new Error('Activity task failed', { cause: new Error('photos/ holds no image files.') });
    await expect(
      tracker.track(
        'ingest',
        () => Promise.reject(failure),
        () => '',
      ),
    ).rejects.toBe(failure);
    expect(tracker.progress().stages[0]).toMatchObject({ status: 'failed', summary: 'photos/ holds no image files.' });
    expect(causeOf(failure)).toBe('photos/ holds no image files.');
  });

  it('marks what is left out', () => {
    const tracker = trackStages();
    tracker.leaveOut('export', 'serve');
    const leftOut = tracker.progress().stages.filter((stage) => stage.status === 'left-out');
    expect(leftOut.map((stage) => stage.stage)).toEqual(['export', 'serve']);
    tracker.leaveOutRest();
    expect(tracker.progress().stages.every((stage) => stage.status === 'left-out')).toBe(true);
  });
});
