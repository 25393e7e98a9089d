import { parse as parseYaml } from 'yaml';
import { parse } from '../parse.ts';
import { otherNames } from './other-names.ts';
import { transformSchema } from './transform.ts';

const received = (kind: string) => () => parse(transformSchema, { kind }, 'the transform');

describe('names of other libraries', () => {
  it.each(Object.entries(otherNames))('%s is %s, which is a transform', (name, written) => {
    expect(() => parse(transformSchema, parseYaml(written), 'it')).not.toThrow();
    expect(received(name)).toThrow(`Write ${written}, or`);
  });

  it.each([
    ['HorizontalFlip', '{ kind: flip, axis: horizontal }'],
    ['RandomHorizontalFlip', '{ kind: flip, axis: horizontal }'],
    ['random_rotation', '{ kind: rotate, degrees: 15 }'],
    ['GaussNoise', '{ kind: gaussianNoise, sigma: 0.1 }'],
    ['RandomFog', '{ kind: fog }'],
    ['RandAugment', '{ kind: randAugment }'],
  ])('%s is refused with the way to write it, %s', (name, written) => {
    expect(received(name)).toThrow(`unknown kind "${name}". Write ${written}`);
  });

  it('leaves other names to the list of kinds', () => {
    expect(received('gausianBlur')).toThrow('Did you mean "gaussianBlur"? Allowed: rotate');
    expect(received('constructor')).toThrow('Allowed: rotate');
  });

  it('sends mixings to their list', () => {
    expect(received('CutMix')).toThrow('cutMix mixes samples with each other: it belongs in the list "mix"');
  });
});
