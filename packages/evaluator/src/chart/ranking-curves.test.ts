import { classificationCurves } from '../classification/curves.ts';
import { randomPredictions } from '../classification/predictions.fixture.ts';
import { svgFile } from './drawing.ts';
import { rankingCurves } from './ranking-curves.ts';

describe('rankingCurves', () => {
  const svgs = (skill: number) =>
    rankingCurves(classificationCurves(randomPredictions(4, 1000, 5, skill)), { width: 340, height: 330 }).map(
      (drawing) => svgFile(drawing),
    );

  it('shows the whole square for a poor classifier, the corner for a good one', () => {
    for (const svg of svgs(0.5)) expect(svg).not.toContain('(corner)');
    for (const svg of svgs(5)) expect(svg).toContain('(corner)');
  });

  it('names the class of least area', () => {
    const curves = classificationCurves(randomPredictions(4, 1000, 5, 1));
    const weakest = curves.perClass.reduce((least, each) => (each.roc.area! < least.roc.area! ? each : least));
    expect(svgs(1)[1]).toContain(`weakest: ${weakest.label}`);
  });
});
