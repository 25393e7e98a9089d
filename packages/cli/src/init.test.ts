import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { sightline } from './cli.fixture.ts';

jest.setTimeout(600_000);

let folder: string;
let file: string;
let environment: { SIGHTLINE_HOME: string };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-init-'));
  file = join(folder, 'pipeline.yaml');
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...words: string[]) => sightline(words, environment);
const init = (data: string) => run('init', join(folder, data), '--output', file);

/** Pictures of 24 × 20 pixels, a class by its colour. */
async function paint(data: string, classes: Readonly<Record<string, number>>): Promise<void> {
  await mkdir(join(folder, data), { recursive: true });
  for (const [index, [label, count]] of Object.entries(classes).entries()) {
    await mkdir(join(folder, data, label), { recursive: true });
    for (let each = 0; each < count; each += 1) {
      const background = { r: 40 + 80 * index, g: 200 - 80 * index, b: (each * 7) % 256 };
      const picture = sharp({ create: { width: 24, height: 20, channels: 3, background } });
      await picture.png().toFile(join(folder, data, label, `${each}.png`));
    }
  }
}

/** A table and grey pictures in a folder beside it. */
async function paintTable(header: string, cellOf: (each: number) => string): Promise<void> {
  await mkdir(join(folder, 'data/pictures'), { recursive: true });
  const rows = [header];
  for (let each = 0; each < 30; each += 1) {
    const background = { r: each * 8, g: each * 8, b: each * 8 };
    const picture = sharp({ create: { width: 32, height: 32, channels: 3, background } });
    await picture.png().toFile(join(folder, `data/pictures/${each}.png`));
    rows.push(`pictures/${each}.png,${cellOf(each)}`);
  }
  await writeFile(join(folder, 'data/table.csv'), `${rows.join('\n')}\n`);
}

describe('sightline init', () => {
  it('writes a spec that is valid, trains, and suits what lies in class folders', async () => {
    await paint('pets', { cat: 60, dog: 12 });
    await writeFile(join(folder, 'pets/cat/notes.txt'), 'mine');
    const made = await init('pets');
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('72 samples of 2 classes: cat 60, dog 12') });
    expect(made.stdout).toMatch(/Set aside: 1 \(cat\/notes\.txt\)/);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/path: pets/);
    expect(text).toMatch(/width: 24, height: 20, channels: 3/);
    expect(text).toMatch(/classWeights: balanced/);
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
    // An editor finds the schema.
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)\n/.exec(text) ?? [];
    const { title } = JSON.parse(await readFile(resolve(dirname(file), schema), 'utf8')) as { title: string };
    expect(title).toBe('Sightline pipeline');
    expect(await init('pets')).toMatchObject({ code: 2, stderr: expect.stringMatching(/is there already.*--force/) });
    expect(await run('validate', file)).toMatchObject({ code: 0 });
    const { code, stderr } = await run('run', file, '--only', 'train', '--set', 'fit.epochs=2');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/split\.test: Too few/) });
    // What was checked is not checked, and not said, again.
    expect((await run('run', file, '--only', 'train', '--set', 'fit.epochs=2')).stderr).not.toMatch(/split\.test/);
  });

  it.each([
    ['nothing', {}, /holds neither images nor videos, tables or arrays.*<class>\/<image>/s],
    ['one class', { cat: 3 }, /one class only, "cat"/],
    ['images side by side', { '.': 3 }, /3 images lie side by side.*data\/<class>\/<image>.*path and label/],
  ])('says what is missing of a folder with %s', async (_, classes, message) => {
    await paint('data', classes);
    expect(await init('data')).toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  });

  it('takes numbers of a table that names no classes', async () => {
    await paintTable('file,angle', (each) => `${each * 1.5}`);
    expect(await init('data')).toMatchObject({ code: 0 });
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/kind: manifest, path: data\/table\.csv, values: \[angle\]/);
    expect(text).toMatch(/channels: 1 }[^]*kind: regression/);
    expect(await run('validate', file)).toMatchObject({ code: 0 });
  });

  it('names columns that are not called as is usual', async () => {
    await paintTable('picture,breed,when', (each) => `${each % 2 ? 'poodle' : 'beagle'},2026-01-${each + 1}`);
    expect(await init('data/table.csv')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/beagle 15, poodle 15/),
    });
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/columns: { path: picture, label: breed }/);
    expect(text).toMatch(/^name: data$/m);
  });

  it('keeps the splits of folders', async () => {
    await paint('data/train', { cat: 30, dog: 30 });
    await paint('data/test', { cat: 10, dog: 10 });
    expect(await init('data')).toMatchObject({ code: 0 });
    expect(await readFile(file, 'utf8')).toMatch(/strategy: k-fold, folds: 10, test: predefined/);
    expect(await run('validate', file)).toMatchObject({ code: 0 });
  });
});

describe('sightline validate', () => {
  const spec = (rest: string) => `
name: pets
ingest: { source: { path: pets } }
preprocess: { width: 24, height: 20 }
model: { architecture: cnn, filters: [8] }
deploy: { name: pets }
fit: { epochs: 1, batchSize: 512 }
${rest}`;
  const validate = async (text: string) => {
    await writeFile(file, text);
    return run('validate', file);
  };

  it('says what only the spec and its data tell', async () => {
    await paint('pets', { cat: 20, dog: 12 });
    const fine = await validate(spec(''));
    expect(fine).toMatchObject({ code: 0, stdout: expect.stringMatching(/the list of 32 samples.*images of 32/) });
    expect(fine.stdout).toMatch(/fit\.batchSize: A batch of 512 is more than the \d+ training samples/);
    for (const [text, says] of [
      [spec('split: { strategy: group }'), /split: .*group/],
      [spec('task: { kind: regression }'), /task: .*values/],
      [spec('task: { classWeights: { cow: 2 } }'), /task: .*"cow"/],
      [spec('gate: { minimumRecall: { dgo: 0.5 } }'), /gate\.minimumRecall\.dgo: .*Did you mean "dog"/],
      [spec('augment: [{ kind: crop, width: 64, height: 64 }]'), /augment\[0\]: .*24 pixels wide.*64×64/],
      [spec('').replace('filters: [8] }', 'filters: [8], weights: production }'), /model\.weights: .*pets@production/],
    ] as const)
      expect(await validate(text)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) });
  });

  it('lists problems for a script', async () => {
    await paint('pets', { cat: 20, dog: 12 });
    await writeFile(file, spec('split: { test: 0, train: 0.5, validation: 0.5 }\ntask: { kind: regression }'));
    const { error } = JSON.parse((await run('validate', file, '--json')).stdout) as { error: object };
    expect(error).toMatchObject({
      code: 'contracts/invalid-input',
      problems: expect.arrayContaining([
        { key: 'task', severity: 'error', message: expect.stringMatching(/values/) },
        { key: 'split.test', severity: 'warning', message: expect.stringMatching(/empty/) },
      ]),
    });
    await writeFile(file, spec('fits: 1'));
    const unknown = JSON.parse((await run('validate', file, '--json')).stdout) as { error: object };
    expect(unknown.error).toMatchObject({
      problems: [
        { key: 'fits', severity: 'error', message: expect.stringMatching(/^unknown key\. Did you mean "fit"/) },
      ],
    });
  });

  it('says that a source is missing, and run refuses before anything starts', async () => {
    const missing = await validate(spec(''));
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/ingest\.source: .*does not exist/) });
    const refused = await run('run', file);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/ingest\.source: .*does not exist/) });
    expect(refused.stderr).not.toMatch(/Temporal/);
  });
});
