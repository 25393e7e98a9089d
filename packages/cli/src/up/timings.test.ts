import { formatTimings, stageTimings } from './timings.ts';

it('times the stages that ran, and only those', () => {
  expect(
    stageTimings([
      { stage: 'ingest', status: 'done', startedAt: 1_000, endedAt: 3_500 },
      { stage: 'promote', status: 'left-out' },
    ]),
  ).toEqual([{ name: 'ingest', seconds: 2.5 }]);
});

it('aligns the table', () => {
  expect(
    formatTimings([
      { name: 'set-up', seconds: 3.14 },
      { name: 'total', seconds: 123.4 },
    ]),
  ).toBe('  set-up      3.1 s\n  total     123.4 s');
});
