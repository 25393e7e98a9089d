import { parsePipeline } from './spec/parse-pipeline.ts';

const spec = (extra: string) => `
name: digits
ingest: { source: { path: data } }
preprocess: { width: 28, height: 28, channels: 1 }
model: { architecture: cnn }
fit: { epochs: 3 }
deploy: { name: digits }
${extra}`;

describe('a pipeline spec', () => {
  it('fills in defaults and resolves the source beside the file', () => {
    const pipeline = parsePipeline(spec(''), '/work/pipelines/digits.yaml');
    expect(pipeline.ingest.source).toMatchObject({ kind: 'image-folder', path: '/work/pipelines/data' });
    expect(pipeline.split).toEqual({
      strategy: 'stratified',
      train: 0.7,
      validation: 0.15,
      test: 0.15,
      allowLeaks: [],
    });
    expect(pipeline.fit.optimizer).toMatchObject({
      kind: 'adam',
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    });
    expect(pipeline.deploy.alias).toBe('production');
  });

  it('may be JSON', () => {
    const pipeline = parsePipeline(spec('seed: 3'), 'p.yaml');
    expect(parsePipeline(JSON.stringify(pipeline), 'p.json')).toEqual(pipeline);
  });

  it.each([
    ['an unknown key at the top', 'augmnt: []', /augmnt: unknown key\. Did you mean "augment"\?/],
    [
      'an unknown key in a stage',
      'gate: { minimun: { accuracy: 0.9 } }',
      /gate\.minimun: unknown key\. Did you mean "minimum"\?/,
    ],
    ['a key that was renamed', 'augment: [{ kind: crop, share: 0.5 }]', /augment\[0\]\.share: moved\. Write fraction/],
    [
      'a key that has moved',
      'gate: { minimumAccuracy: 0.9 }',
      /gate\.minimumAccuracy: moved\. Write gate: { minimum: { accuracy: … } }/,
    ],
    [
      'an unknown key in a list',
      'augment: [{ kind: rotate, degree: 10 }]',
      /augment\[0\]\.degree: unknown key\. Did you mean "degrees"\?/,
    ],
    ['a value out of range', 'gate: { tolerance: -0.1 }', /gate\.tolerance: .*\(received -0\.1\)/],
    [
      'fractions that do not add up',
      'split: { train: 0.7, validation: 0.2, test: 0.2 }',
      /train \+ validation \+ test must be 1/,
    ],
    [
      'a slip in the short form of a split',
      'split: { trian: 0.7 }',
      /split\.trian: unknown key\. Did you mean "train"\?/,
    ],
    [
      'an unknown key beside a name that could be left out',
      'split: { strategy: stratified, seed: 7 }',
      /split\.seed: unknown key\. Allowed: strategy, train, validation, test, allowLeaks/,
    ],
    [
      'an unknown transform',
      'augment: [{ kind: rotat }]',
      /augment\[0\]\.kind: unknown kind\. Did you mean "rotate"\? Allowed: rotate, .*\(received {"kind":"rotat"}\)/,
    ],
    [
      'a range beyond its bounds',
      'augment: [{ kind: rotate, degrees: 500 }]',
      /augment\[0\]\.degrees: Too big: expected number to be <=180 \(received 500\)/,
    ],
    [
      'what fits no form that is allowed, with all of them',
      'augment: [{ kind: rotate, degrees: wide }]',
      /degrees: .*expected number, received string; or .*expected tuple, received string \(received "wide"\)/,
    ],
    [
      'a form inside a form, by the one that the value resembles',
      'augment: [{ kind: affine, shear: { x: 5 } }]',
      /augment\[0\]\.shear: y: .*number, received undefined; or .*tuple, received undefined \(received {"x":5}\)/,
    ],
    [
      'a factor where a spread is asked for',
      'augment: [{ kind: affine, scale: 1.2 }]',
      /scale: one number is how far from 1 the scale goes, at most 0\.95; .* is always 1\.2 \(received 1\.2\)/,
    ],
    [
      'an unknown key of a transform inside another',
      'augment: [{ kind: oneOf, transforms: [{ kind: rotate, degree: 5 }] }]',
      /augment\[0\]\.transforms\[0\]\.degree: unknown key\. Did you mean "degrees"\? Allowed: kind, degrees, border/,
    ],
    ['a mixing among the transforms', 'augment: [{ kind: mixUp }]', /augment\[0\].*mixUp mixes samples .* list "mix"/],
  ])('refuses %s and says where', (_, extra, message) => {
    expect(() => parsePipeline(spec(extra), 'p.yaml')).toThrow(message);
  });

  it('says of a value that is missing or out of range what it is for', () => {
    expect(() => parsePipeline(spec('').replace('epochs: 3', 'batchSize: 3'), 'p.yaml')).toThrow(
      /fit\.epochs: .*number, received undefined\. How often the training samples are gone through\. Example: 20$/m,
    );
    expect(() => parsePipeline(spec('split: { strategy: k-fold, folds: 1 }'), 'p.yaml')).toThrow(
      /split\.folds: Too small: .*\(received 1\)\. How many parts of equal size\.$/m,
    );
    expect(() =>
      parsePipeline(spec('augment: [{ kind: oneOf, transforms: [{ kind: hue, shift: 2 }] }]'), 'p.yaml'),
    ).toThrow(/transforms\[0\]\.shift: .*\(received 2\)\. How far, as a fraction of the colour circle\.$/m);
  });

  it('refuses text that is not YAML', () => {
    expect(() => parsePipeline('a: [', 'p.yaml')).toThrow(
      expect.objectContaining({ code: 'contracts/unreadable-spec' }),
    );
  });
});
