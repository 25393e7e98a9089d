import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactKind, ArtifactRef } from '@sightline/contracts';
import { sightlineHome, type Home } from '../home.ts';
import { openRegistry } from '../registry.ts';
import { openStore } from '../store/store.ts';
import { ambiguous } from './ambiguous.ts';
import { findArtifact } from './find-artifact.ts';
import { findRun } from './find-run.ts';

const FIRST = 'digits-20261123-142530-ab12';
const SECOND = 'digits-20261124-090000-cd34';

let folder: string;
let home: Home;
let dataset: ArtifactRef;
let model: ArtifactRef & { kind: 'model' };

async function make<Kind extends ArtifactKind>(kind: Kind, note: number, parents: ArtifactRef[] = []) {
  const lineage = { stage: 'test', stageVersion: 1, input: { note }, parents };
  const { id } = await openStore(home.root).create(kind, lineage, async () => undefined);
  return { kind, id };
}

async function run(runId: string, artifacts: Record<string, ArtifactRef>): Promise<void> {
  await mkdir(join(home.runsFolder, runId), { recursive: true });
  await writeFile(join(home.runsFolder, runId, 'run.json'), JSON.stringify({ runId, artifacts }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-find-'));
  home = sightlineHome({ SIGHTLINE_HOME: folder });
  dataset = await make('dataset', 1);
  model = await make('model', 2, [dataset]);
  await run(FIRST, { dataset, model });
  await run(SECOND, { dataset: await make('dataset', 3) });
  const registry = openRegistry(openStore(home.root));
  await registry.register({ name: 'digits', model, gate: { passed: true, checks: [] } });
  await registry.promote({ name: 'digits', alias: 'production', version: 1, who: 'ada', why: 'first' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('findArtifact', () => {
  it('takes a whole id, and six digits of it', async () => {
    expect(await findArtifact(dataset.id, ['dataset'], home)).toEqual(dataset);
    expect(await findArtifact(dataset.id.slice(0, 6), ['dataset'], home)).toEqual(dataset);
  });

  it('takes a run, and how its id begins', async () => {
    expect(await findArtifact(FIRST, ['dataset'], home)).toEqual(dataset);
    expect(await findArtifact('digits-20261123', ['model'], home)).toEqual(model);
  });

  it.each(['digits@1', 'digits@production', 'digits'])(
    'takes %s as a model, and what it was made from',
    async (word) => {
      expect(await findArtifact(word, ['model'], home)).toEqual(model);
      expect(await findArtifact(word, ['dataset'], home)).toEqual(dataset);
    },
  );

  it('lists what a word may mean when that is several', async () => {
    await expect(findArtifact('digits-2026', ['dataset'], home)).rejects.toMatchObject({
      code: 'artifacts/ambiguous',
      message: expect.stringContaining(`the runs ${SECOND}, ${FIRST}.`),
    });
  });

  it('lists ids that begin alike, each long enough to be told from the others', () => {
    const alike = ['5c0e1f2a9b3c77', '5c0e1f2a9b3c88', '5c0e1f000000'].map((start) => start.padEnd(64, '0'));
    expect(ambiguous('5c0e1f', 'dataset', alike).message).toContain(
      'the datasets 5c0e1f2a9b3c7, 5c0e1f2a9b3c8, 5c0e1f0000000.',
    );
  });

  it.each([
    [
      'digts-20261123-142530-ab12',
      ['dataset'],
      `There is no dataset "digts-20261123-142530-ab12". Did you mean "${FIRST}"?`,
    ],
    ['abc', ['dataset'], 'the id of a dataset or its first 6 digits or more'],
    ['f'.repeat(64), ['dataset'], `There is no dataset "${'f'.repeat(64)}".`],
    ['letters@1', ['model'], 'There is no model "letters". Allowed: digits.'],
    ['digits@7', ['model'], 'Model digits has no version 7. It has versions 1 to 1.'],
    ['digits@producton', ['model'], 'Did you mean "production"? Allowed: a version number, production.'],
    [SECOND, ['model', 'trained-model'], `Run ${SECOND} has no model or trained model.`],
    ['digits@1', ['evaluation'], 'Model digits@1 was made from no evaluation.'],
  ] as const)('%s as %j is not found, and says what is allowed', async (word, kinds, message) => {
    await expect(findArtifact(word, [...kinds] as [ArtifactKind], home)).rejects.toMatchObject({
      code: 'artifacts/not-found',
      message: expect.stringContaining(message),
    });
  });

  it('says so when an id is that of another kind', async () => {
    const word = model.id.slice(0, 8);
    await expect(findArtifact(word, ['dataset'], home)).rejects.toThrow(
      `${word} is the model ${model.id.slice(0, 12)}, not a dataset.`,
    );
  });
});

it('findRun knows whole ids and unambiguous beginnings only', async () => {
  expect(await findRun(FIRST, home.runsFolder)).toBe(FIRST);
  expect(await findRun('digits-20261124', home.runsFolder)).toBe(SECOND);
  expect(await findRun('letters', home.runsFolder)).toBeUndefined();
  expect(await findRun('', home.runsFolder)).toBeUndefined();
  expect(await findRun('digits', join(folder, 'nowhere'))).toBeUndefined();
});
