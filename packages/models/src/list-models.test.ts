import { modelSpecSchema, parse, preprocessSpecSchema } from '@sightline/contracts';
import { listModels } from './list-models.ts';

const names = (pattern?: string) => listModels(pattern).map(({ architecture }) => architecture);

describe('listModels', () => {
  it('lists what fits a pattern, as a spec names it', () => {
    expect(names('resnet*')).toEqual(['resnet18', 'resnet34', 'resnet50', 'resnet20', 'resnet56']);
    expect(names('VGG?1')).toEqual(['vgg11']);
    expect(names('*.*')).toEqual([]);
    expect(names()).toEqual(expect.arrayContaining(['cnn', 'cnn-lstm', 'lenet5', 'mobilenetv2']));
  });

  it('gives each with a reference and a default input that a spec takes', () => {
    for (const { architecture, reference, preprocess, smallestSize, licence } of listModels()) {
      expect(reference).toMatch(/ et al\. \d{4}, | and \w+ \d{4}, /);
      expect(parse(preprocessSpecSchema, preprocess, 'preprocess')).toMatchObject(preprocess);
      expect(parse(modelSpecSchema, { architecture }, 'the model').architecture).toBe(architecture);
      expect(smallestSize).toBeLessThanOrEqual(Math.min(preprocess.width, preprocess.height));
      expect(licence).toBe('Apache-2.0');
    }
  });

  it('suggests the nearest name where a spec has a wrong one', () => {
    expect(() => parse(modelSpecSchema, { architecture: 'resnet-18' }, 'the model')).toThrow(
      /Did you mean "resnet18"\?/,
    );
  });
});
