import { type Evaluation, type Figure, gateRulesSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { applyRules, rules } from './rules.ts';

const evaluationOf = (figures: Record<string, Figure>, targetNames = ['a', 'b']): Evaluation => ({
  task: 'classification',
  split: 'test',
  samples: 10,
  targetNames,
  headline: 'accuracy',
  figures,
  exhibits: [],
});
const accuracy = (value: number): Figure => ({ value, better: 'higher', unit: 'fraction' });
const loss = (value: number): Figure => ({ value, better: 'lower' });
const evaluation = evaluationOf({ accuracy: accuracy(0.97), loss: loss(0.2) });
const decide = (asked: object, production?: Evaluation, ours = evaluation) =>
  applyRules(gateRulesSchema.parse(asked), {
    evaluation: ours,
    production: production && { version: 3, evaluation: production },
  });

/** What each rule is asked so that it alone has something to check. */
const asked = {
  minimum: { minimum: { accuracy: 0.98 }, notWorseThanProduction: false },
  maximum: { maximum: { loss: 0.1 }, notWorseThanProduction: false },
  notWorseThanProduction: { notWorseThanProduction: ['accuracy', 'loss'] },
};

describe.each(Object.keys(rules) as (keyof typeof rules)[])('the rule %s', (name) => {
  const production = evaluationOf({ accuracy: accuracy(0.98), loss: loss(0.1) });

  it('is not asked, unless a spec asks it', () => {
    expect(rules[name](gateRulesSchema.parse({ notWorseThanProduction: false }), { evaluation })).toEqual([]);
  });

  it('fails what falls short, passes what does not, and says both in numbers', () => {
    const refused = decide(asked[name], production);
    expect(refused.passed).toBe(false);
    for (const check of refused.checks) {
      expect(check).toMatchObject({ rule: name, passed: false, received: expect.any(Number) });
      expect(check.message).toMatch(/^(accuracy 0\.97 < 0\.98|loss 0\.2 > 0\.1)/);
    }
    expect(decide(asked[name], production, evaluationOf({ accuracy: accuracy(0.98), loss: loss(0.1) }))).toMatchObject({
      passed: true,
      checks: refused.checks.map(({ rule, figure }) => ({ rule, figure, passed: true })),
    });
  });

  it('fails where the figure was not measured, and says which were', () => {
    const { passed, checks } = decide(asked[name], production, evaluationOf({ recall: accuracy(1) }));
    expect(passed).toBe(false);
    expect(checks[0]?.message).toMatch(/^(accuracy|loss) was not measured; these figures were: recall$/);
  });
});

describe('bounds', () => {
  it('point a figure of the other direction to the other bound', () => {
    expect(decide({ minimum: { loss: 0.1 } }).checks[0]?.message).toBe(
      'lower values of loss are better: set gate.maximum.loss instead',
    );
  });
});

describe('notWorseThanProduction', () => {
  it('compares the headline alone when it is true', () => {
    const production = evaluationOf({ accuracy: accuracy(0.9), loss: loss(0.01) });
    expect(decide({}, production)).toMatchObject({ passed: true, checks: [{ figure: 'accuracy' }] });
    expect(decide({ notWorseThanProduction: ['loss'] }, production)).toMatchObject({ passed: false });
  });

  it('allows the tolerance in the direction of each figure, and says so', () => {
    const production = evaluationOf({ accuracy: accuracy(0.98), loss: loss(0.19) });
    const { passed, checks } = decide({ notWorseThanProduction: ['accuracy', 'loss'], tolerance: 0.01 }, production);
    expect(passed).toBe(true);
    expect(checks.map(({ message }) => message)).toEqual([
      'accuracy 0.97 ≥ 0.97, that of version 3 in production on the same split (0.98 less 0.01 allowed)',
      'loss 0.2 ≤ 0.2, that of version 3 in production on the same split (0.19 and 0.01 allowed)',
    ]);
  });

  it('does not compare figures over other classes', () => {
    const { checks } = decide({}, evaluationOf({ accuracy: accuracy(0.9) }, ['a', 'c']));
    expect(checks[0]?.message).toMatch(/differs from version 3 in production \(new: b; gone: c\)/);
  });

  it('never refuses a model that equals the one in production, whatever the figures', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, fc.constantFrom('higher', 'lower'), (measured, better) => {
        const same = evaluationOf({ accuracy: { value: measured, better } });
        expect(decide({}, same, same).passed).toBe(true);
      }),
    );
  });
});
