import { parsePipeline } from './parse-pipeline.ts';

const spec = (extra: string) => `
name: digits
ingest: { source: { path: data } }
preprocess: { width: 28, height: 28, channels: 1 }
model: { architecture: cnn }
deploy: { name: digits }
${extra}`;
const fit = 'fit: { epochs: 3 }';

it('takes figures that the task measures', () => {
  const { gate } = parsePipeline(
    spec(`${fit}\ngate: { minimum: { accuracy: 0.985 }, maximum: { loss: 0.1 }, notWorseThanProduction: [macroF1] }`),
    'p.yaml',
  );
  expect(gate).toEqual({
    minimum: { accuracy: 0.985 },
    maximum: { loss: 0.1 },
    minimumRecall: 0.2,
    betterThanConstant: true,
    notWorseThanProduction: ['macroF1'],
    tolerance: 0,
  });
  expect(parsePipeline(spec(fit), 'p.yaml').gate).toMatchObject({ minimum: {}, notWorseThanProduction: true });
});

it.each([
  [
    'an unknown figure',
    `${fit}\ngate: { minimum: { acuracy: 0.9 } }`,
    /gate\.minimum\.acuracy: unknown figure\. Did you mean "accuracy"\? Allowed: accuracy, .*\(received 0\.9\)/,
  ],
  [
    'an unknown figure to compare',
    `${fit}\ngate: { notWorseThanProduction: [accuracy, macroF2] }`,
    /gate\.notWorseThanProduction\[1\]: unknown figure\. Did you mean "macroF1"\?/,
  ],
  [
    'a minimum of a figure of which less is better',
    `${fit}\ngate: { minimum: { loss: 0.1 } }`,
    /gate\.minimum\.loss: lower values are better for this figure\. Set gate\.maximum\.loss/,
  ],
  [
    'the recall of a class where there are no classes',
    `${fit}\ntask: { kind: regression }\ngate: { minimumRecall: { cat: 0.9 } }`,
    /gate\.minimumRecall: the task has no classes: ask for one of its figures/,
  ],
  ['a recall that is none', `${fit}\ngate: { minimumRecall: 90 }`, /gate\.minimumRecall: .*<=1 \(received 90\)/],
  [
    'what is not a figure',
    `${fit}\ngate: { notWorseThanProduction: accuracy }`,
    /Allowed: true, false, or a list of figures/,
  ],
  [
    'a monitor that is not measured',
    'fit: { epochs: 3, earlyStopping: { monitor: validationAcuracy } }',
    /fit\.earlyStopping\.monitor: unknown figure\. Did you mean "validationAccuracy"\? Allowed: validationLoss, /,
  ],
  [
    'a monitor without saying of which samples',
    'fit: { epochs: 3, earlyStopping: { monitor: accuracy } }',
    /fit\.earlyStopping\.monitor: unknown figure\. Did you mean "validationAccuracy"\?/,
  ],
])('refuses %s before anything starts', (_, extra, message) => {
  expect(() => parsePipeline(spec(extra), 'p.yaml')).toThrow(message);
});
