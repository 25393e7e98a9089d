import { type ClassResult, type Evaluation, type Figure, gateRulesSchema } from '@sightline/contracts';
import { wilsonInterval } from '@sightline/tasks';
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
/** Those of any figure that a spec names. */
const NAMED = ['minimum', 'maximum', 'notWorseThanProduction'] as const;

describe.each(NAMED)('the rule %s', (name) => {
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

describe('what is asked where a spec asks nothing', () => {
  const recall = (recognized: number, samples: number): Pick<ClassResult, 'samples' | 'recall'> => {
    const interval = wilsonInterval(recognized, samples);
    return { samples, recall: { value: recognized / samples, interval } };
  };
  /** Of 1,000 others and 50 cats, of which so many are recognized. */
  const unbalanced = (cats: number, others = 1000): Evaluation => ({
    ...evaluationOf({
      accuracy: accuracy((cats + others) / 1050),
      macroRecall: { value: (cats / 50 + others / 1000) / 2, better: 'higher' },
    }),
    classes: [
      { name: 'cat', ...recall(cats, 50) },
      { name: 'other', ...recall(others, 1000) },
    ],
    constant: { figure: 'macroRecall', value: 0.5 },
  });

  it('refuses a classifier that always answers the largest class, though it is right on 95 %', () => {
    const { passed, checks } = decide({ minimum: { accuracy: 0.95 } }, undefined, unbalanced(0));
    expect(passed).toBe(false);
    expect(checks.map(({ message }) => message)).toEqual([
      'accuracy 0.9524 ≥ 0.95',
      'recall of "cat" 0 < 0.2: 0 of 50 samples were recognized',
      'macro recall 0.5 ≤ 0.5, that of one answer for all samples',
    ]);
  });

  it('lets one pass that recognizes some of each class', () => {
    const { passed, checks } = decide({}, undefined, unbalanced(30));
    expect(passed).toBe(true);
    expect(checks.map(({ message }) => message)).toEqual([
      'recall of "cat" 0.6 ≥ 0.2, the lowest of 2 classes',
      'macro recall 0.8 > 0.5, that of one answer for all samples',
    ]);
  });

  it('leaves classes of too few samples out, unless they are named', () => {
    const classes = [
      { name: 'cat', ...recall(0, 5) },
      { name: 'dog', samples: 0 },
      { name: 'other', ...recall(1000, 1000) },
    ];
    const few = { ...unbalanced(30), classes, warnings: ['Too few.'] };
    expect(decide({}, undefined, few)).toMatchObject({
      passed: true,
      checks: [{ message: 'recall of "other" 1 ≥ 0.2, the lowest of 1 class' }, {}],
      warnings: ['Too few.'],
    });
    const { checks } = decide({ minimumRecall: { cat: 0.1, dog: 0.1, eel: 0.1 } }, undefined, few);
    expect(checks.map(({ passed, message }) => [passed, message])).toEqual([
      [false, 'recall of "cat" 0 < 0.1'],
      [false, 'recall of "dog" was not measured; the test split has no sample of it'],
      [false, 'recall of "eel" was not measured; these classes were: cat, dog, other'],
      [true, expect.stringMatching(/^macro recall 0\.8 > 0\.5/)],
    ]);
  });

  it('counts the classes that fall short', () => {
    const classes = ['a', 'b', 'c'].map((name) => ({ name, ...recall(name === 'c' ? 100 : 1, 100) }));
    const { checks } = decide({}, undefined, { ...unbalanced(30), classes });
    expect(checks[0]?.message).toBe(
      'recall of "a" 0.01 < 0.2: 1 of 100 samples were recognized; 1 more class falls short',
    );
  });

  it('is nothing where a spec says so, nor of tasks without classes', () => {
    const off = { minimumRecall: 0, betterThanConstant: false };
    expect(decide(off, undefined, unbalanced(0))).toEqual({ passed: true, checks: [] });
    expect(decide({}, undefined, evaluation)).toEqual({ passed: true, checks: [] });
  });

  it('asks a lower figure than that of one answer where less is better', () => {
    const measured = (value: number): Evaluation => ({
      ...evaluationOf({ equalErrorRate: { value, better: 'lower' } }),
      constant: { figure: 'equalErrorRate', value: 0.5 },
    });
    expect(decide({}, undefined, measured(0.4)).passed).toBe(true);
    expect(decide({}, undefined, measured(0.6)).checks[0]?.message).toMatch(/^equal error rate 0\.6 ≥ 0\.5/);
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
