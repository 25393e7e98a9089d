import { classificationCurves } from './curves.ts';
import { expectClose, goldenCases } from './golden.fixture.ts';
import { randomPredictions } from './predictions.fixture.ts';

describe('classificationCurves', () => {
  it.each(goldenCases)('agrees with scikit-learn: $name', (golden) => {
    const curves = classificationCurves(golden.predictions);
    expect(curves.perClass.map(({ label }) => label)).toEqual(golden.labels);
    expectClose(
      curves.perClass.map((each) => each.roc.area),
      golden.rocAuc,
    );
    expectClose(
      curves.perClass.map((each) => each.precisionRecall.area),
      golden.averagePrecision,
    );
    expectClose(
      [curves.micro.roc.area, curves.micro.precisionRecall.area],
      [golden.microRocAuc, golden.microAveragePrecision],
    );
    expectClose([curves.calibration.expectedCalibrationError], [golden.expectedCalibrationError]);
  });

  it('runs from corner to corner, never back, in at most 200 points that enclose nearly the same area', () => {
    const { micro } = classificationCurves(randomPredictions(1, 5000, 4, 0.8));
    const { points, area } = micro.roc;
    expect(points.length).toBeLessThanOrEqual(200);
    expect([points[0], points.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    for (const [index, point] of points.slice(1).entries()) {
      expect(point[0]).toBeGreaterThanOrEqual(points[index]![0]);
      expect(point[1]).toBeGreaterThanOrEqual(points[index]![1]);
    }
    expect(trapezoids(points)).toBeCloseTo(area!, 3);
  });
});

function trapezoids(points: [number, number][]): number {
  return points
    .slice(1)
    .reduce((area, [x, y], index) => area + ((x - points[index]![0]) * (y + points[index]![1])) / 2, 0);
}
