import { parsePipeline } from './parse-pipeline.ts';
import { withSettings } from './settings.ts';

const SPEC = `name: digits
ingest: { source: { path: photos } }
preprocess: { width: 28, height: 28, channels: 1 }
augment: [{ kind: flip, axis: horizontal }]
model: { architecture: cnn }
fit: { epochs: 4 }
deploy: { name: digits }`;

const parsed = (...settings: string[]) => parsePipeline(SPEC, '/home/ada/pipeline.yaml', settings);

describe('settings of a spec', () => {
  it('replace values by their path, and make what is absent', () => {
    const { fit, gate, seed } = parsed('fit.epochs=5', 'gate.minimum.accuracy=0.9', 'seed=7');
    expect(fit.epochs).toBe(5);
    expect(gate.minimum).toEqual({ accuracy: 0.9 });
    expect(seed).toBe(7);
  });

  it('take values in YAML, and places in lists', () => {
    expect(parsed('fit.optimizer={ kind: adam, learningRate: 0.01 }').fit.optimizer).toMatchObject({ kind: 'adam' });
    expect(withSettings({ augment: [{ kind: 'flip' }] }, ['augment.0.p=0.5', 'augment.1.kind=rotate'])).toEqual({
      augment: [{ kind: 'flip', p: 0.5 }, { kind: 'rotate' }],
    });
    expect(withSettings({ a: 1 }, ['b=x=y', 'c='])).toEqual({ a: 1, b: 'x=y', c: null });
  });

  it('resolve paths as those of the file', () => {
    expect(parsed('ingest.source.path=others').ingest.source.path).toBe('/home/ada/others');
  });

  it('leave what they were given as it was', () => {
    const value = { fit: { epochs: 4 } };
    withSettings(value, ['fit.epochs=5', '__proto__.epochs=6']);
    expect(value).toEqual({ fit: { epochs: 4 } });
    expect(({} as { epochs?: number }).epochs).toBeUndefined();
  });

  it.each([
    ['fit.epoch=5', 'fit.epoch: unknown key. Did you mean "epochs"?'],
    ['fit.epochs=many', 'fit.epochs'],
    ['fit.epochs', 'The setting fit.epochs does not fit: it has no "=".'],
    ['name.first=1', 'name is "digits", which has no keys'],
    ['augment.2.kind=flip', 'augment is a list of 1. Allowed: a place from 0 to 1'],
    ['fit={', 'its value is not YAML'],
  ])('%s is refused, and says what is allowed', (setting, message) => {
    expect(() => parsed(setting)).toThrow(message);
  });
});
