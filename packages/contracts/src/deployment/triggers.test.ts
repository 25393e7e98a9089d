import { parse } from '../parse.ts';
import { parsePipeline } from '../spec/parse-pipeline.ts';
import { runTriggersSchema } from './triggers.ts';

const triggersOf = (given: unknown) => parse(runTriggersSchema, given, 'The triggers');

it('have a default for all but what must be known', () => {
  const secret = { env: 'SECRET' };
  expect(triggersOf({ folder: {}, webhook: { secret }, promotion: { model: 'backbone' } })).toEqual({
    folder: { settle: '30s' },
    webhook: { secret, tolerance: '5m' },
    promotion: { model: 'backbone', alias: 'production' },
  });
});

it.each([
  [
    'a secret in the spec',
    { webhook: { secret: 'hunter2' } },
    /\{ env: NAME \} or \{ file: PATH \}; the secret itself/,
  ],
  ['a secret at two places', { webhook: { secret: { env: 'A', file: 'a' } } }, /\{ env: NAME \} or \{ file: PATH \}/],
  ['a secret at none', { webhook: { secret: {} } }, /\{ env: NAME \} or \{ file: PATH \}/],
  ['a variable that there cannot be', { webhook: { secret: { env: 'A-B' } } }, /name of an environment variable/],
  ['a tolerance of a week', { webhook: { secret: { env: 'A' }, tolerance: '7d' } }, /must be from 1s to 1d/],
  ['data that settles at once', { folder: { settle: '0s' } }, /must be at least 1s/],
  ['an unknown trigger', { folders: {} }, /Did you mean "folder"/],
])('refuse %s', (_, given, says) => {
  expect(() => triggersOf(given)).toThrow(says);
});

describe('in a pipeline', () => {
  const pipelineWith = (triggers: object) =>
    parsePipeline(
      JSON.stringify({
        name: 'digits',
        ingest: { source: { path: 'digits' } },
        preprocess: { width: 28, height: 28, channels: 1 },
        model: { architecture: 'cnn' },
        fit: { epochs: 1, optimizer: { kind: 'adam' } },
        deploy: { name: 'digits' },
        triggers,
      }),
      '/home/ada/pipeline.yaml',
    );

  it('name the file of a secret relative to the spec', () => {
    const { triggers } = pipelineWith({ webhook: { secret: { file: 'secret.txt' } } });
    expect(triggers?.webhook?.secret).toEqual({ file: '/home/ada/secret.txt' });
  });

  it('are not its own promotions, which would start it without end', () => {
    expect(() => pipelineWith({ promotion: { model: 'digits' } })).toThrow(/is what this pipeline promotes itself/);
    expect(() => pipelineWith({ promotion: { model: 'digits', alias: 'staging' } })).not.toThrow();
  });
});
