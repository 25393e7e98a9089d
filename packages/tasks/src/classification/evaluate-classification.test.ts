import { evaluationSchema, taskFigures } from '@sightline/contracts';
import { evaluateClassification } from './evaluate-classification.ts';
import { goldenCases } from './golden.fixture.ts';
import { randomPredictions } from './predictions.fixture.ts';

const idsOf = (samples: number) => Array.from({ length: samples }, (_, index) => `images/${index}.png`);
const evaluationOf = (predictions: Parameters<typeof evaluateClassification>[1]) =>
  evaluateClassification(idsOf(predictions.actual.length), predictions);

describe('evaluateClassification', () => {
  it.each(goldenCases)('gives the figures that scikit-learn gives: $name', (golden) => {
    const { figures } = evaluationOf(golden.predictions);
    const [precision, recall, f1] = golden.macro;
    const expected: Record<string, number> = {
      accuracy: golden.accuracy,
      loss: golden.loss,
      macroPrecision: precision,
      macroRecall: recall,
      macroF1: f1,
      rocAuc: golden.microRocAuc,
      averagePrecision: golden.microAveragePrecision,
      expectedCalibrationError: golden.expectedCalibrationError,
    };
    expect(Object.keys(figures).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [name, value] of Object.entries(expected)) expect(figures[name]?.value).toBeCloseTo(value, 12);
  });

  it('is an evaluation whose figures a spec may name, the headline with its interval', () => {
    const measured = evaluationOf(randomPredictions(1, 200, 4, 1));
    const { evaluation: known, headline } = taskFigures.classification;
    const made = { ...measured, task: 'classification', split: 'test', samples: 200, headline };
    const { figures } = evaluationSchema.parse(made);
    expect(Object.keys(figures).toSorted()).toEqual(Object.keys(known).toSorted());
    const { value, interval } = figures[headline]!;
    expect(interval![0]).toBeLessThan(value);
    expect(interval![1]).toBeGreaterThan(value);
  });

  it('leaves out the area under the ROC curve where there is no negative', () => {
    const one = { labels: ['a'], actual: Int32Array.of(0, 0), probabilities: Float32Array.of(1, 1) };
    expect(evaluationOf(one).figures).not.toHaveProperty('rocAuc');
  });

  it('shows the mistakes it was surest of, none of a faultless classifier', () => {
    const gallery = (skill: number) => {
      const found = evaluationOf(randomPredictions(3, 400, 3, skill)).exhibits.find(({ kind }) => kind === 'gallery');
      return found?.kind === 'gallery' ? found.items : [];
    };
    const details = gallery(1).map(({ detail }) => parseFloat(detail!));
    expect(details).toHaveLength(24);
    expect(details).toEqual(details.toSorted((a, b) => b - a));
    expect(gallery(60)).toEqual([]);
  });
});
