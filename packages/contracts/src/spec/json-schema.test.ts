import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { parse as parseYaml } from 'yaml';
import { type JsonSchema, pipelineJsonSchema, transformGroups } from './json-schema.ts';
import { parsePipeline } from './parse-pipeline.ts';

const EXAMPLES = join(__dirname, '../../../../examples');
const PUBLISHED = resolve(__dirname, '../../schemas/pipeline.schema.json');

const examples = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => [path, readFileSync(join(EXAMPLES, path), 'utf8')] as const)
  .filter(([, text]) => !Array.isArray(parseYaml(text)));

const validate = new Ajv({ strict: true, allErrors: false }).compile(pipelineJsonSchema());
const isValid = (text: string) => validate(parseYaml(text));

const spec = (extra: string) => `
name: pets
ingest: { source: { path: photos } }
preprocess: { width: 96, height: 96 }
model: { architecture: cnn }
fit: { epochs: 10 }
deploy: { name: pets }
${extra}`;

describe('the JSON Schema of a pipeline', () => {
  it.each(examples)('takes %s, whose first line names it', (path, text) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    expect(resolve(EXAMPLES, dirname(path), schema)).toBe(PUBLISHED);
    expect(existsSync(PUBLISHED)).toBe(true);
    expect({ valid: isValid(text), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it.each([
    ['a name alone for an optimizer', 'fit: { epochs: 1, optimizer: sgd }'],
    ['a place alone for weights', 'model: { architecture: cnn, weights: production }'],
    ['a network of a custom module', 'model: { module: ./network.ts, settings: { anything: [1, { a: null }] } }'],
    ['a task without its kind', 'task: { labelSmoothing: 0.1, classWeights: { cat: 2, dog: 1 } }'],
    ['fractions without a strategy', 'split: { train: 0.5, validation: 0.5, test: 0 }'],
    [
      'a range in each of its forms',
      'augment: [{ kind: affine, degrees: 5, translate: [0, 0.1], shear: { x: 5, y: [0, 2] } }]',
    ],
    [
      'a transform in others',
      'augment: [{ kind: oneOf, transforms: [{ kind: sequence, transforms: [{ kind: invert }] }] }]',
    ],
    ['a custom transform', 'augment: [{ module: ./transforms.ts, export: strokes, probability: 0.3 }]'],
    ['a custom figure', 'fit: { epochs: 1, metrics: { cost: { module: ./metrics.ts, better: lower } } }'],
  ])('takes %s, as the parser does', (_, extra) => {
    const [key = ''] = extra.split(':');
    const text = spec('').replace(new RegExp(`^${key}: .*\n`, 'm'), '') + extra;
    expect(() => parsePipeline(text, 'pipeline.yaml')).not.toThrow();
    expect({ valid: isValid(text), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it.each([
    ['an unknown key', 'augmnt: []'],
    ['an unknown key in a stage', 'gate: { minimun: { accuracy: 0.9 } }'],
    ['an unknown transform', 'augment: [{ kind: rotat, degrees: 5 }]'],
    ['a transform with a key of another', 'augment: [{ kind: rotate, degrees: 5, fraction: 0.1 }]'],
    ['a transform that is given a name and a module', 'augment: [{ kind: rotate, module: ./a.ts }]'],
    ['a value of another type', 'seed: seven'],
    ['a value out of range', 'scrub: { thresholds: { dark: 3 } }'],
    ['a range out of range', 'augment: [{ kind: gaussianNoise, sigma: [0, 2] }]'],
    ['a figure that is not a number', 'gate: { minimum: { accuracy: high } }'],
    ['an unknown optimizer', 'fit: { epochs: 1, optimizer: adamm }'],
    ['a network without its settings in range', 'model: { architecture: cnn, filters: [0] }'],
    ['a missing key', 'fit: { batchSize: 8 }'],
  ])('refuses %s, as the parser does', (_, extra) => {
    const [key = ''] = extra.split(':');
    const text = spec('').replace(new RegExp(`^${key}: .*\n`, 'm'), '') + extra;
    expect(() => parsePipeline(text, 'pipeline.yaml')).toThrow();
    expect(isValid(text)).toBe(false);
  });

  it('describes every key', () => {
    expect(undescribed(pipelineJsonSchema(), 'pipeline')).toEqual([]);
  });

  it('has each transform that changes pictures in one group', () => {
    const grouped = Object.values(transformGroups).flat();
    expect(new Set(grouped).size).toBe(grouped.length);
    expect(grouped).toEqual(expect.arrayContaining(['rotate', 'erase', 'hue', 'downscale', 'rain', 'speed', 'augMix']));
  });
});

/** Paths of keys that nothing is said of; what tells one form of a union from another has its own description. */
function undescribed(schema: JsonSchema, path: string): string[] {
  const { properties = {}, items, additionalProperties, definitions = {} } = schema;
  const keys = Object.entries(properties).flatMap(([key, each]) => {
    const isName = each.const !== undefined || (each.enum !== undefined && schema.description !== undefined);
    return [...(each.description || isName ? [] : [`${path}.${key}`]), ...undescribed(each, `${path}.${key}`)];
  });
  const parts = [schema.anyOf, schema.oneOf, schema.allOf, items, additionalProperties, Object.values(definitions)];
  const schemas = parts.flat().filter((part): part is JsonSchema => typeof part === 'object' && part !== null);
  return [...keys, ...schemas.flatMap((part) => undescribed(part, path))];
}
