import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, defineStage, type Stage, type StageContext } from '@sightline/artifacts';
import { refOf } from '@sightline/contracts';
import { resultOf } from './stage-result.ts';

const dataset = refOf('dataset');
type Dataset = ReturnType<typeof dataset.parse>;
const refTo = (character: string): Dataset => ({ kind: 'dataset', id: character.repeat(64) });
const processModule = join(__dirname, 'stage-process.fixture.mjs');

describe('the result of a stage', () => {
  let root: string;
  let context: StageContext;
  let processes: number[];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-result-'));
    processes = [];
    // The process that stands for a stage's says its id first.
    context = createContext({ root, progress: ({ unit, done }) => void (unit === 'pid' && processes.push(done)) });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const stageOf = (isolated: Stage<Dataset, Dataset>['isolated']) =>
    defineStage<Dataset, Dataset>({
      name: 'split',
      version: 1,
      cached: true,
      isolated,
      input: dataset,
      output: dataset,
      load:
        async () =>
        async (input, { artifacts }) => {
          const lineage = { stage: 'split', stageVersion: 1, input, parents: [] };
          const { id } = await artifacts.create(
            'dataset',
            lineage,
            async (writer) => void (await writer.add('t', 'x')),
          );
          return { kind: 'dataset', id };
        },
    });
  const run = (isolated: Parameters<typeof stageOf>[0], input = refTo('a')) =>
    resultOf(stageOf(isolated), input, context, processModule);

  it('is computed in a separate process where the stage needs one', async () => {
    expect(await run(true)).toEqual({ output: { computed: 'split' }, cached: false });
    expect(await run(async ({ id }) => id.startsWith('a'))).toMatchObject({ cached: false });
    expect(processes).toHaveLength(2);
  });

  it('is computed in this process where it needs none', async () => {
    expect(await run(false)).toMatchObject({ output: { kind: 'dataset' }, cached: false });
    expect(await run(async ({ id }) => id.startsWith('a'), refTo('b'))).toMatchObject({ cached: false });
    expect(processes).toEqual([]);
  });

  it('is that of an earlier run, without a process', async () => {
    const { output } = await run(false);
    expect(await run(true)).toEqual({ output, cached: true });
    expect(processes).toEqual([]);
  });

  it('is looked for in a process where that is much work already', async () => {
    await run(false);
    const stage = { ...stageOf(true), isolatedFingerprint: async () => true };
    expect(await resultOf(stage, refTo('a'), context, processModule)).toMatchObject({
      output: { computed: 'split' },
    });
    expect(processes).toHaveLength(1);
  });
});
