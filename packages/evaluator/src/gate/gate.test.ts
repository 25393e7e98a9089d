import { gateRulesSchema, type GateInput } from '@sightline/contracts';
import { evaluate } from '../evaluate.ts';
import { brightnessModel, openStudio, storeModel, type Studio } from '../fixed-classifier.fixture.ts';
import { gate } from './gate.ts';

const NO_DEFAULTS = { minimumRecall: 0, betterThanConstant: false };

describe('gate', () => {
  let studio: Studio;
  let right: GateInput['evaluation'];
  let wrong: GateInput['evaluation'];
  beforeAll(async () => {
    studio = await openStudio();
    right = await measured('trained-model', 40);
    wrong = await measured('trained-model', -40);
  });
  afterAll(() => studio.close());

  async function measured(kind: 'trained-model' | 'model', steepness: number, split: 'test' | 'validation' = 'test') {
    const model = await storeModel(studio, kind, { model: brightnessModel(0.5, steepness) });
    return (await evaluate({ model, dataset: studio.dataset, split }, studio.context)).evaluation;
  }
  /** The model in production, measured as a published one is. */
  const published = async (steepness: number) => ({ version: 3, evaluation: await measured('model', steepness) });
  const decide = (evaluation: GateInput['evaluation'], rules: object, production?: GateInput['production']) =>
    gate(
      { evaluation, rules: gateRulesSchema.parse({ ...NO_DEFAULTS, ...rules }), ...(production && { production }) },
      studio.context,
    );

  it('asks figures by name, and nothing where no rule is given', async () => {
    const rules = { minimum: { accuracy: 0.985 } };
    expect(await decide(right, rules)).toMatchObject({ passed: true, checks: [{ message: 'accuracy 1 ≥ 0.985' }] });
    expect(await decide(wrong, rules)).toMatchObject({ passed: false, checks: [{ message: 'accuracy 0 < 0.985' }] });
    expect(await decide(wrong, {})).toEqual({ passed: true, checks: [], production: null });
  });

  it('asks where no rule is given for a recall of each class, and for more than one answer for all', async () => {
    const defaults = (asked: GateInput['evaluation']) =>
      gate({ evaluation: asked, rules: gateRulesSchema.parse({}) }, studio.context);
    expect(await defaults(right)).toMatchObject({
      passed: true,
      checks: [{ rule: 'minimumRecall' }, { rule: 'betterThanConstant', figure: 'macroRecall', required: 0.5 }],
    });
    const alwaysDark = await storeModel(studio, 'trained-model', { model: brightnessModel(2) });
    const { evaluation } = await evaluate(
      { model: alwaysDark, dataset: studio.dataset, split: 'test' },
      studio.context,
    );
    expect(await defaults(evaluation)).toMatchObject({
      passed: false,
      checks: [{ passed: false }, { passed: false, received: 0.5 }],
    });
  });

  it('refuses a model that is worse than the one in production', async () => {
    const production = await published(40);
    expect(await decide(right, {}, production)).toMatchObject({
      passed: true,
      checks: [{ rule: 'notWorseThanProduction', figure: 'accuracy', required: 1 }],
      production: 3,
    });
    const refused = await decide(wrong, {}, production);
    expect(refused.passed).toBe(false);
    expect(refused.checks[0]?.message).toBe('accuracy 0 < 1, that of version 3 in production on the same split');
  });

  it('lets a better one pass, and one worse by no more than the tolerance', async () => {
    expect((await decide(right, {}, await published(-40))).passed).toBe(true);
    expect((await decide(wrong, { tolerance: 1 }, await published(40))).passed).toBe(true);
  });

  it('does not look at production when the rules say so', async () => {
    const production = await published(40);
    expect(await decide(wrong, { notWorseThanProduction: false }, production)).toEqual({ passed: true, checks: [] });
  });

  it('refuses where the model in production could not be measured, and says why and how to publish', async () => {
    const problem = { code: 'evaluator/label-mismatch', message: 'dark/1.png is of class "dark".' };
    const refused = await decide(right, {}, { version: 3, problem });
    expect(refused.passed).toBe(false);
    expect(refused.checks[0]?.message).toMatch(
      /^version 3 in production cannot be measured.* class "dark"\..*notWorseThanProduction to false/,
    );
  });

  it('lets any model take over from one that cannot be served any more', async () => {
    const problem = { code: 'artifacts/outdated', message: 'It has no task.json' };
    expect(await decide(wrong, {}, { version: 3, problem })).toMatchObject({
      passed: true,
      checks: [{ message: expect.stringContaining('another version of Sightline') }],
    });
  });

  it('does not compare figures of different samples', async () => {
    const production = { version: 3, evaluation: await measured('model', 40, 'validation') };
    await expect(decide(right, {}, production)).rejects.toMatchObject({ code: 'evaluator/dataset-mismatch' });
  });
});
