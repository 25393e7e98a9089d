import type { ProgressEvent } from '@sightline/contracts';
import type { Shown } from './run-view.ts';
import { timeLeft } from './time-left.ts';

const at = (done: number, of: Partial<ProgressEvent> = {}): Shown => ({
  stages: [{ stage: 'ingest', status: 'running', startedAt: 0 }],
  current: { done, total: 1_000, unit: 'images', message: 'decoding', ...of },
});

it('says nothing before enough was seen', () => {
  const left = timeLeft();
  // The first image after 40 s of other work: 1,000 of that would be 11 hours.
  expect(left(at(1), 40_000)).toBeUndefined();
  expect(left(at(11), 40_100)).toBeUndefined();
  expect(left(at(21), 40_200)).toBeUndefined();
  expect(left(at(31), 40_300)).toBeUndefined();
  expect(left(at(201), 42_000)).toBeCloseTo(7_990, 0);
});

it('follows the rate of the last seconds', () => {
  const left = timeLeft();
  let now = 0;
  for (let done = 0; done <= 100; done++) left(at(done), (now += 1_000));
  let estimate: number | undefined;
  for (let done = 110; done <= 400; done += 10) estimate = left(at(done), (now += 1_000));
  expect(estimate).toBeGreaterThan(55_000);
  expect(estimate).toBeLessThan(65_000);
});

it('begins again with another phase, stage or attempt', () => {
  const left = timeLeft();
  for (let done = 0; done <= 500; done += 50) left(at(done), done * 10);
  expect(left(at(501), 5_010)).toBeDefined();
  expect(left(at(502, { message: 'looking for duplicates' }), 5_020)).toBeUndefined();
  expect(left(at(2, { message: 'looking for duplicates' }), 5_030)).toBeUndefined();
});

it('has nothing to say between stages, of what is done, and of what does not move', () => {
  const left = timeLeft();
  expect(left({ stages: [] }, 0)).toBeUndefined();
  expect(left(at(0), 0)).toBeUndefined();
  expect(left(at(0), 60_000)).toBeUndefined();
  for (let done = 100; done <= 1_000; done += 100) left(at(done), 60_000 + done);
  expect(left(at(1_000), 70_000)).toBeUndefined();
});
