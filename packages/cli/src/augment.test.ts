import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sightline, start } from './cli.fixture.ts';
import { examplesFolder, prepareExample } from './examples.fixture.ts';

jest.setTimeout(180_000);

let folder: string;
let file: string;
let environment: NodeJS.ProcessEnv;
let dataset: string;

const prepare = (example: string, limit: number, place = example) =>
  prepareExample(join(folder, place), { example, limit });

const augment = (...words: string[]) => sightline(['augment', ...words], environment);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-augment-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  file = await prepare('digits', 60);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sightline augment', () => {
  it('runs a pipeline up to its augmentation, a line for each stage, and shows what that does', async () => {
    const { code, stdout, stderr } = await augment(file, '--preview');
    const preview = join(folder, 'home', 'previews', 'digits.html');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${preview}\n` });
    expect(stderr).toMatch(/✓ ingest .* 60 samples, 10 classes, 0 quarantined\n✓ scrub .* 60 samples.* finding/);
    expect(stderr).toMatch(/✓ split .* to train, .* to test\n✓ augment .* 3 transforms\n$/);
    const page = await readFile(preview, 'utf8');
    expect(page.match(/<figure/g)).toHaveLength(10 * 8);
    expect(page).toMatch(/<li>rotate degrees -?\d/);
  });

  it('does not run again what has not changed, and gives a script the result as JSON', async () => {
    const preview = join(folder, 'grid.png');
    const { stdout, stderr } = await augment(file, '--preview', preview, '--samples', '3', '--draws', '2', '--json');
    expect(stderr.match(/\(unchanged\)/g)).toHaveLength(4);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      dataset: { kind: 'dataset' },
      augmentation: { kind: 'augmentation' },
      samples: 60,
      quarantined: 0,
      findings: expect.any(Object),
      splits: { train: expect.any(Number) },
      transforms: 3,
      preview,
    });
    const png = await readFile(preview);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3 * 112 + 2 * 4, 3 * 112 + 2 * 4]);
    dataset = result.dataset.id;
  });

  it('takes over what run --only has made, and that what this has', async () => {
    const part = (stage: string) => sightline(['run', file, '--only', stage, '--json'], environment);
    const { code, stdout, stderr } = await part('split');
    expect({ code, stages: stderr.match(/\(unchanged\)/g)?.length }).toEqual({ code: 0, stages: 3 });
    const outputs = JSON.parse(stdout) as Record<string, object>;
    expect(Object.keys(outputs)).toEqual(['ingest', 'scrub', 'split']);
    expect(outputs['split']).toMatchObject({ dataset: { id: dataset }, splits: { train: expect.any(Number) } });
    expect(await part('promote')).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are') });
  });

  it('shows other samples and other draws from another seed', async () => {
    const pages = [];
    for (const seed of ['1', '1', '2']) {
      const place = join(folder, 'seed.html');
      await augment(file, '--preview', place, '--samples', '1', '--draws', '1', '--seed', seed);
      pages.push(await readFile(place, 'utf8'));
    }
    expect(pages[1]).toBe(pages[0]);
    expect(pages[2]).not.toBe(pages[0]);
  });

  it('augments a dataset by a list of transforms, ingesting nothing', async () => {
    const transforms = join(folder, 'negative.yaml');
    await writeFile(transforms, '- { kind: invert, probability: 1 }\n');
    const { code, stdout, stderr } = await augment(transforms, '--dataset', dataset, '--preview');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(folder, 'home', 'previews', 'negative.html')}\n` });
    expect(stderr).not.toContain('ingest');
    expect(stderr).toMatch(/✓ augment .* 1 transform\n/);
    expect(await readFile(stdout.trim(), 'utf8')).toContain('<li>invert</li>');
  });

  it('without a preview makes the artifacts, and says what comes next', async () => {
    const { code, stdout, stderr } = await augment(file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `dataset ${dataset}\n` });
    expect(stderr).toContain('--preview');
  });

  it('says that there is no such dataset', async () => {
    const missing = '0'.repeat(64);
    expect(await augment(file, '--dataset', missing)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(missing),
    });
  });

  it('says which stage failed, and why', async () => {
    const spec = join(folder, 'nothing.yaml');
    await writeFile(spec, (await readFile(file, 'utf8')).replace('path: data', 'path: nothing'));
    const { code, stdout, stderr } = await augment(spec, '--preview');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/✗ ingest/);
    expect(stderr).toContain(join(folder, 'nothing'));
  });

  it.each([
    [['--preview', 'grid.gif'], 'Expected a file such as preview.html or preview.png.'],
    [['--draws', '0'], 'Expected a number from 1 to 1000.'],
    [['--seed', '-1'], 'Expected a whole number'],
  ])('%j is wrong usage', async (words, message) => {
    expect(await augment(file, ...words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('ends with 130 at Ctrl-C, and keeps what was finished', async () => {
    const large = await prepare('digits', 2_000, 'many');
    const run = start(['augment', large, '--preview'], { SIGHTLINE_HOME: join(folder, 'other') });
    await run.shows(/✓ ingest/);
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted.');
  });
});

const describeWithFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0 ? describe : describe.skip;

describe('the examples, a few samples of each', () => {
  it('animals: from NumPy arrays of a package', async () => {
    const { code, stderr } = await augment(await prepare('animals', 200), '--preview');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/10 classes, \d+ quarantined/) });
    expect(await readFile(join(folder, 'home', 'previews', 'animals.html'), 'utf8')).toContain('<h2>giraffe <small>');
  });

  it('moving-digits: says how to get ffmpeg where there is none', async () => {
    const script = join(examplesFolder, 'moving-digits', 'prepare.mjs');
    const failing = promisify(execFile)(process.execPath, [script, join(folder, 'silent')], {
      env: { ...process.env, PATH: '' },
    });
    await expect(failing).rejects.toThrow('apt install ffmpeg');
  });
});

describeWithFfmpeg('the example with videos, a few of each', () => {
  it('moving-digits: from videos, clips of each digit in each direction', async () => {
    const { code, stderr } = await augment(await prepare('moving-digits', 120), '--preview');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('40 to train, 40 to validate, 40 to test'),
    });
    const page = await readFile(join(folder, 'home', 'previews', 'moving-digits.html'), 'utf8');
    expect(page.match(/class="strips"/g)).toHaveLength(10);
  });
});
