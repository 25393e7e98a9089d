import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore, sightlineHome } from '@sightline/artifacts';
import { sightline } from './cli.fixture.ts';

jest.setTimeout(600_000);

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');

let folder: string;
let images: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-reproduce-'));
  images = join(folder, 'digits');
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  await promisify(execFile)(process.execPath, [prepareDigits, images, '--limit', '200']);
  const spec = {
    name: 'digits',
    seed: 7,
    ingest: { source: { path: images } },
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn', filters: [4], denseUnits: 16, dropout: 0.2 },
    fit: { epochs: 2, batchSize: 16, optimizer: { kind: 'adam' } },
    gate: { minimum: {} },
    deploy: { name: 'digits' },
  };
  await writeFile(join(folder, 'pipeline.json'), JSON.stringify(spec));
  const { code, stderr } = await sightline(['run', join(folder, 'pipeline.json')], environment);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function everyFile(): Promise<string[]> {
  const { root } = sightlineHome(environment);
  return openStore(root).backend.list('');
}

describe('lineage', () => {
  it('leads from a version, its run or a prediction to data, spec, code and seed', async () => {
    const { code, stdout } = await sightline(['lineage', 'digits@1'], environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Version {2}digits@1$/m);
    expect(stdout).toContain(`Data     ${images}, as it is in the dataset `);
    expect(stdout).toMatch(/^Spec +\S+\/args\.json$/m);
    expect(stdout).toMatch(
      /^Code +stages ingest \d+, .*train \d+, evaluate \d+, export \d+\n +tensorflow .* threads, /m,
    );
    expect(stdout).toMatch(/^Seed +7$/m);
    expect(stdout).toMatch(
      /^model [0-9a-f]{12} {2}export .*\n├─ trained-model .*seed 7, .*\n│ {2}├─ dataset .* split/m,
    );
    const [run] = await readdir(sightlineHome(environment).runsFolder);
    expect((await sightline(['lineage', run as string], environment)).stdout).toBe(stdout);
    await writeFile(join(folder, 'answer.json'), JSON.stringify({ model: 'digits', version: 1, predictions: [] }));
    expect((await sightline(['lineage', join(folder, 'answer.json')], environment)).stdout).toBe(stdout);
  });
});

describe('reproduce', () => {
  it('makes a model again to the same bytes, and leaves the home as it was', async () => {
    const before = await everyFile();
    const { code, stdout } = await sightline(['reproduce', 'digits', '--json'], environment);
    const { isSame, stages } = JSON.parse(stdout) as { isSame: boolean; stages: { stage: string; isSame: boolean }[] };
    expect(stages.map(({ stage, isSame: same }) => [stage, same])).toEqual(
      ['ingest', 'scrub', 'split', 'augment', 'train', 'evaluate', 'export'].map((stage) => [stage, true]),
    );
    expect({ code, isSame }).toEqual({ code: 0, isSame: true });
    expect(await everyFile()).toEqual(before);
    expect(await readdir(join(folder, 'home'))).not.toContainEqual(expect.stringMatching(/^reproduce/));
  });

  it('says on which other engine it came to other bytes', async () => {
    const { code, stdout } = await sightline(['reproduce', 'digits'], {
      ...environment,
      TF_NUM_INTRAOP_THREADS: '1',
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^augment +([0-9a-f]{12}) +\1 +same$/m);
    expect(stdout).toMatch(/^train ran on tensorflow .* threads, .*; now on tensorflow .* 1 threads, /m);
    expect(stdout).toContain('digits was made again, but not to the same bytes.');
  });

  it('names what has changed in its source, and a source that is gone', async () => {
    const [label] = (await readdir(images)).filter((name) => /^\d$/.test(name)).sort();
    const [image] = (await readdir(join(images, label as string))).sort();
    const added = join(images, label as string, 'added.png');
    await copyFile(join(images, label as string, image as string), added);
    const changed = await sightline(['reproduce', 'digits'], environment);
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain(`The data in ${images} has changed since (added: ${label}/added.png).`);
    await rm(added);
    await rename(images, `${images}-moved`);
    const gone = await sightline(['reproduce', 'digits', '--json'], environment);
    expect(JSON.parse(gone.stdout)).toMatchObject({ error: { code: 'ingest/source-not-found' } });
    await rename(`${images}-moved`, images);
  });
});
