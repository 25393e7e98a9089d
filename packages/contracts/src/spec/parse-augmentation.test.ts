import { parseAugmentation } from './parse-augmentation.ts';

const flip = { kind: 'flip', axis: 'horizontal', probability: 0.5 };

it.each([
  ['a list', '[{ kind: flip, axis: horizontal }]', { transforms: [flip], seed: 0 }],
  ['an augmentation without a seed', 'transforms: [{ kind: flip, axis: horizontal }]', { transforms: [flip], seed: 0 }],
  ['augmentation.json', JSON.stringify({ transforms: [flip], seed: 5 }), { transforms: [flip], seed: 5 }],
])('reads %s', (_, text, augmentation) => {
  expect(parseAugmentation(text, 'transforms.yaml')).toEqual({ augmentation });
});

it('takes transforms, seed and preprocessing of a pipeline', () => {
  const pipeline = {
    name: 'digits',
    seed: 3,
    ingest: { source: { path: 'digits' } },
    preprocess: { width: 28, height: 28, channels: 1 },
    augment: [flip],
    mix: [{ kind: 'mixUp' }],
    boxes: { minVisibility: 0.3 },
    model: { architecture: 'cnn' },
    fit: { epochs: 1 },
    deploy: { name: 'digits' },
  };
  expect(parseAugmentation(JSON.stringify(pipeline), 'pipeline.json')).toMatchObject({
    augmentation: { transforms: [flip], mix: [{ kind: 'mixUp', alpha: 0.2 }], boxes: { minVisibility: 0.3 }, seed: 3 },
    preprocess: { width: 28, height: 28, channels: 1 },
  });
});

it.each([
  ['[{ kind: flop }]', 'transforms.yaml is not valid'],
  ['transforms: [], sed: 1', 'transforms.yaml is not YAML or JSON'],
  ['{ transforms: [], sed: 1 }', 'Did you mean "seed"?'],
  ['hello', 'transforms.yaml is not valid'],
])('refuses %s', (text, message) => {
  expect(() => parseAugmentation(text, 'transforms.yaml')).toThrow(message);
});
