import { classificationCurves } from '../classification/curves.ts';
import { randomPredictions } from '../classification/predictions.fixture.ts';
import { rankingCurves } from './ranking-curves.ts';

describe('rankingCurves', () => {
  const curvesOf = (skill: number) => classificationCurves(randomPredictions(4, 1000, 5, skill));

  it('shows the whole square for a poor classifier, the corner for a good one', () => {
    for (const { title, x } of rankingCurves(curvesOf(0.5))) {
      expect(title).not.toContain('(corner)');
      expect(x.domain).toEqual([0, 1]);
    }
    for (const { title, y } of rankingCurves(curvesOf(5))) {
      expect(title).toContain('(corner)');
      expect(y.domain[0]).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('names the class of least area, and draws it over all others', () => {
    const curves = curvesOf(1);
    const weakest = curves.perClass.reduce((least, each) => (each.roc.area! < least.roc.area! ? each : least));
    const { series, note } = rankingCurves(curves)[1]!;
    expect(series.at(-1)).toMatchObject({ name: `weakest: ${weakest.label}`, style: 'line' });
    expect(note).toContain(weakest.roc.area!.toFixed(4));
  });
});
