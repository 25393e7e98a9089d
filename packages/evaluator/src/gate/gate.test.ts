import { gateRulesSchema, type GateInput } from '@sightline/contracts';
import { evaluate } from '../evaluate.ts';
import { brightnessModel, openStudio, storeModel, type Studio } from '../fixed-classifier.fixture.ts';
import { gate } from './gate.ts';

describe('gate', () => {
  let studio: Studio;
  let right: GateInput['evaluation'];
  let wrong: GateInput['evaluation'];
  beforeAll(async () => {
    studio = await openStudio();
    const evaluated = async (steepness: number) => {
      const model = await storeModel(studio, 'trained-model', { model: brightnessModel(0.5, steepness) });
      return (await evaluate({ model, dataset: studio.dataset, split: 'test' }, studio.context)).evaluation;
    };
    right = await evaluated(40);
    wrong = await evaluated(-40);
  });
  afterAll(() => studio.close());

  const decide = (evaluation: GateInput['evaluation'], rules: object, production?: GateInput['production']) =>
    gate(
      {
        evaluation,
        dataset: studio.dataset,
        rules: gateRulesSchema.parse(rules),
        ...(production ? { production } : {}),
      },
      studio.context,
    );
  const published = async (settings: { steepness: number; labels?: string[] }) => ({
    version: 3,
    model: await storeModel(studio, 'model', {
      model: brightnessModel(0.5, settings.steepness),
      ...(settings.labels ? { labels: settings.labels } : {}),
    }),
  });

  it('asks figures by name, and nothing where no rule is given', async () => {
    const rules = { minimum: { accuracy: 0.985 } };
    expect(await decide(right, rules)).toMatchObject({ passed: true, checks: [{ message: 'accuracy 1 ≥ 0.985' }] });
    expect(await decide(wrong, rules)).toMatchObject({ passed: false, checks: [{ message: 'accuracy 0 < 0.985' }] });
    expect(await decide(wrong, {})).toEqual({ passed: true, checks: [] });
  });

  it('evaluates the model in production again and refuses a worse one', async () => {
    const production = await published({ steepness: 40 });
    expect(await decide(right, {}, production)).toMatchObject({
      passed: true,
      checks: [{ rule: 'notWorseThanProduction', figure: 'accuracy', required: 1 }],
    });
    const refused = await decide(wrong, {}, production);
    expect(refused.passed).toBe(false);
    expect(refused.checks[0]?.message).toBe('accuracy 0 < 1, that of version 3 in production on the same split');
  });

  it('lets a better one pass, and one worse by no more than the tolerance', async () => {
    expect((await decide(right, {}, await published({ steepness: -40 }))).passed).toBe(true);
    expect((await decide(wrong, { tolerance: 1 }, await published({ steepness: 40 }))).passed).toBe(true);
  });

  it('does not look at production when the rules say so', async () => {
    const production = await published({ steepness: 40 });
    expect((await decide(wrong, { notWorseThanProduction: false }, production)).checks).toEqual([]);
  });

  it('refuses a model of other classes than the one in production, and says which', async () => {
    const refused = await decide(right, {}, await published({ steepness: 40, labels: ['bright', 'gloomy'] }));
    expect(refused.passed).toBe(false);
    expect(refused.checks[0]?.message).toMatch(
      /what it tells apart differs from version 3 in production \(new: dark; gone: gloomy\).*notWorseThanProduction to false/,
    );
  });

  it('does not compare accuracies on different datasets', async () => {
    const input = {
      evaluation: right,
      dataset: { kind: 'dataset' as const, id: '0'.repeat(64) },
      rules: gateRulesSchema.parse({}),
    };
    await expect(
      gate({ ...input, production: await published({ steepness: 40 }) }, studio.context),
    ).rejects.toMatchObject({ code: 'evaluator/dataset-mismatch' });
  });
});
