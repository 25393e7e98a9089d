import { reportDataFixture } from '../report/report-data.fixture.ts';
import { svgFile } from './drawing.ts';
import { bestEpoch, trainingCurves } from './training-curves.ts';

describe('trainingCurves', () => {
  const { history } = reportDataFixture();

  it('draws loss, accuracy and learning rate, and marks the epoch of lowest validation loss', () => {
    const best = bestEpoch(history)!;
    expect(best.validationLoss).toBe(Math.min(...history.map((record) => record.validationLoss)));
    const charts = trainingCurves(history).map((drawing) => svgFile(drawing));
    expect(charts).toHaveLength(3);
    for (const chart of charts) expect(chart).toContain(`best: ${best.epoch}`);
  });

  it('draws a single epoch', () => {
    for (const drawing of trainingCurves(history.slice(0, 1))) expect(svgFile(drawing)).not.toMatch(/NaN|Infinity/);
  });
});
