import { reportDataFixture } from '../report/report-data.fixture.ts';
import { svgFile } from './drawing.ts';
import { trainingCurves } from './training-curves.ts';

describe('trainingCurves', () => {
  const { history } = reportDataFixture();
  const drawn = (given = history) => trainingCurves(given).map((drawing) => svgFile(drawing));

  it('draws loss, accuracy and learning rate, and marks the best epoch', () => {
    const charts = drawn();
    expect(charts.map((chart) => /class="title"[^>]*>([^<]*)/.exec(chart)?.[1])).toEqual([
      'Loss',
      'Accuracy',
      'Learning rate',
    ]);
    for (const chart of charts) expect(chart).toContain(`best: ${history.bestEpoch}`);
  });

  it('draws a single epoch, and one whose accuracy is not a number', () => {
    const [first] = history.epochs;
    for (const accuracy of [0.5, Number.NaN]) {
      const epochs = [{ ...first!, training: { ...first!.training, accuracy } }];
      for (const chart of drawn({ bestEpoch: 1, epochs })) expect(chart).not.toMatch(/NaN|Infinity/);
    }
  });

  it('draws a training without validation', () => {
    const epochs = history.epochs.map(({ epoch, learningRate, training }) => ({ epoch, learningRate, training }));
    expect(drawn({ ...history, epochs })[0]).not.toContain('validation');
  });
});
