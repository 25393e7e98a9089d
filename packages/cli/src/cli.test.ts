import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sightline } from './cli.fixture.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-cli-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sightline', () => {
  it.each([['--help'], ['run', '--help'], ['predict', '--help']])('%s %s shows examples first', async (...words) => {
    const { code, stdout } = await sightline(words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples:\n {2}sightline /);
    expect(stdout).toContain('--json');
  });

  it('asks whether another command was meant', async () => {
    expect(await sightline(['rnu'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('(Did you mean run?)'),
    });
  });

  it.each([
    [['run'], "missing required argument 'pipeline'"],
    [['promote', 'digits', 'three', '--why', 'x'], 'Expected a version number such as 3.'],
    [['promote', 'digits', '3'], "required option '--why <text>' not specified"],
    [['serve', '--port', '70000'], 'Expected a port from 0 to 65535.'],
    [['run', 'x.yaml', '--server', 'localhost'], 'Expected a URL such as http://127.0.0.1:8501.'],
  ])('%j is wrong usage', async (words, message) => {
    expect(await sightline(words, environment)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});

describe('sightline run', () => {
  it('refuses a bad spec, says what is allowed, and shows no stack', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'name: digits\nfits: { epochs: 3 }\n');
    const { code, stdout, stderr } = await sightline(['run', file], environment);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('fits: unknown key. Did you mean "fit"?');
    expect(stderr).not.toContain('    at ');
  });

  it('gives a script the error as JSON, and the stack to those who ask', async () => {
    const { code, stdout, stderr } = await sightline(
      ['run', join(folder, 'missing.yaml'), '--json', '--verbose'],
      environment,
    );
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'cli/unreadable-file', message: expect.stringContaining('missing.yaml') },
    });
    expect(stderr).toContain('    at ');
  });
});

describe('what cannot be reached', () => {
  it('names the Temporal server that was configured', async () => {
    const { code, stderr } = await sightline(['worker'], { ...environment, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No Temporal server answers at 127.0.0.1:1.\n' });
  });

  it('says how to start a model server', async () => {
    const image = join(folder, 'x.png');
    await writeFile(image, 'no image at all');
    const { code, stderr } = await sightline(['predict', image, '--url', 'http://127.0.0.1:1'], environment);
    expect(code).toBe(1);
    expect(stderr).toContain('No model server answers at http://127.0.0.1:1');
    expect(stderr).toContain('sightline serve');
  });

  it('says which versions a model has', async () => {
    const promote = await sightline(['promote', 'digits', '3', '--why', 'x'], environment);
    expect(promote).toMatchObject({ code: 1, stderr: expect.stringContaining('Model digits has no version 3.') });
    const rollback = await sightline(['rollback', 'digits', '--why', 'x'], environment);
    expect(rollback).toMatchObject({ code: 1, stderr: expect.stringContaining('there is nothing to roll back to') });
  });
});

it('doctor reports the engine, and why a fallback would be used', async () => {
  const { code, stdout } = await sightline(['doctor', '--json'], { ...environment, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    engine: { tensorflow: expect.any(String), cpu: expect.any(Object) },
    temporal: { address: '127.0.0.1:1', reached: false, note: expect.stringContaining('named by TEMPORAL_ADDRESS') },
    store: { location: join(environment['SIGHTLINE_HOME'] as string, 'artifacts') },
    freeBytes: expect.any(Number),
  });
});

it('doctor says what keeps a store in a bucket from being used', async () => {
  const store = { SIGHTLINE_STORE: 's3://none/x?endpoint=http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'a' };
  const named = { ...environment, ...store, AWS_SECRET_ACCESS_KEY: 'b', TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const { code, stdout } = await sightline(['doctor'], named);
  expect(code).toBe(1);
  expect(stdout).toMatch(/artifacts +s3:\/\/none\/x\?endpoint=http:\/\/127\.0\.0\.1:1/);
  expect(stdout).toMatch(/cannot be used: The bucket none at http:\/\/127\.0\.0\.1:1 could not be reached/);
  const wrong = await sightline(['doctor'], { ...environment, SIGHTLINE_STORE: 'gs://none' });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('names no artifact store. Allowed') });
});
