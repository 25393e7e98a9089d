import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, openRegistry, type StageContext } from '@sightline/artifacts';
import {
  evaluationSchema,
  ingestInputSchema,
  preprocessSchema,
  RandomStream,
  splitInputSchema,
  taskFileSchema,
  type TaskFile,
  taskFigures,
  type TaskKind,
  trainInputSchema,
} from '@sightline/contracts';
import { exportModel } from '@sightline/deployer';
import { evaluate } from '@sightline/evaluator';
import { readPredictions } from '@sightline/evaluator/predictions-file';
import { ingest, openDataset, split } from '@sightline/ingest';
import { pixelPng } from '@sightline/ingest/fixtures/png';
import { openTask } from '@sightline/tasks';
import { train } from '@sightline/trainer';
import { asking, send } from './fixtures/asking.fixture.ts';
import { until } from './fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from './server.ts';

jest.setTimeout(600_000);

const SAMPLES = 60;
const FRAMES = 4;
const IMAGE = { width: 4, height: 4, channels: 3 };
const NETWORK = { architecture: 'cnn', filters: [4], denseUnits: 8 } as const;

/** Each task, and clips beside images: what is trained of which samples. */
const CASES: { readonly [Kind in TaskKind | 'clips']: { task: TaskKind; samples?: 'clips'; network?: object } } = {
  classification: { task: 'classification' },
  multiLabel: { task: 'multiLabel' },
  regression: { task: 'regression' },
  embedding: { task: 'embedding' },
  clips: {
    task: 'classification',
    samples: 'clips',
    network: { architecture: 'cnn-lstm', trunk: NETWORK, units: 8 },
  },
};
const names = Object.keys(CASES) as (keyof typeof CASES)[];

/** Images of one colour, and clips that become brighter or darker, with all annotations that a task may need. */
async function writeShards(folder: string): Promise<void> {
  const random = new RandomStream(4);
  for (const kind of ['images', 'clips']) {
    const shard = join(folder, kind);
    await mkdir(shard, { recursive: true });
    for (let index = 0; index < SAMPLES; index++) {
      const [red, blue] = [random.integer(200), random.integer(200)];
      const colours = Array.from({ length: FRAMES }, (_, frame) => [
        red + (index % 2 === 0 ? frame : FRAMES - frame) * 10,
        blue,
      ]);
      const frames = colours.map(([more = 0, same = 0]) => pixelPng(more, 0, same));
      const label = kind === 'images' ? (red > blue ? 'red' : 'blue') : index % 2 === 0 ? 'brighter' : 'darker';
      const labels = [...(red > 60 ? ['red'] : []), ...(blue > 60 ? ['blue'] : [])];
      await writeFile(join(shard, `${index}.json`), JSON.stringify({ label, labels, values: { red } }));
      const written = kind === 'images' ? frames.slice(0, 1) : frames;
      for (const [frame, png] of written.entries())
        await writeFile(join(shard, written.length > 1 ? `${index}.00${frame}.png` : `${index}.png`), png);
    }
    await promisify(execFile)('tar', ['-cf', join(folder, `${kind}.tar`), '-C', shard, '.']);
  }
}

describe('from samples to a served answer', () => {
  let root: string;
  let context: StageContext;
  let server: RunningServer;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-every-task-'));
    context = createContext({ root: join(root, 'store') });
    await writeShards(root);
    server = await startServer({ root: join(root, 'store') });
  });
  afterAll(async () => {
    await server.close();
    await rm(root, { recursive: true, force: true });
  });

  it.each(names)('%s: the server says what the evaluation says', async (name) => {
    const { task: kind, samples = 'images', network = NETWORK } = CASES[name];
    const source = { kind: 'webdataset', path: join(root, `${samples}.tar`) };
    const { dataset: read } = await ingest(ingestInputSchema.parse({ source }), context);
    const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
    const input = trainInputSchema.parse({
      dataset,
      preprocess: { ...IMAGE, ...(samples === 'clips' && { kind: 'clip', frames: FRAMES }) },
      task: { kind },
      model: network,
      fit: { epochs: 2, batchSize: 16 },
      seed: 2,
    });
    const { model: trained } = await train(input, context);
    const { evaluation } = await evaluate({ model: trained, dataset, split: 'test' }, context);
    const { model } = await exportModel({ model: trained, evaluation, dataset }, context);
    const registry = openRegistry(context.artifacts);
    const { version } = await registry.register({ name, model, gate: { passed: true, checks: [] } });
    await registry.promote({ name, alias: 'production', version, who: 'test', why: 'test' });

    const { headline, figures } = await context.artifacts.readJson(evaluation, 'evaluation.json', evaluationSchema);
    expect(headline).toBe(taskFigures[kind].headline);
    expect(figures[headline]?.value).toEqual(expect.any(Number));
    const task = openTask((await context.artifacts.readJson(model, 'task.json', taskFileSchema)) as TaskFile);
    const { ids, outputs } = await readPredictions(
      await context.artifacts.read(evaluation, 'predictions.parquet'),
      task,
    );
    const opened = await openDataset(context.artifacts, dataset);
    const preprocess = await context.artifacts.readJson(model, 'preprocess.json', preprocessSchema);
    const asked = { name, task, preprocess };
    await until('the model to be served', async () => (await fetch(`${server.url}/v1/models/${name}/metadata`)).ok);
    for (const [row, id] of ids.entries()) {
      const images = await opened.read(opened.of('test').find((each) => each.id === id)!);
      const expected = numbersOf(task.decode(outputs, row)).map((number) => expect.closeTo(number, 3));
      for (const [protocol, { request, answer }] of Object.entries(asking)) {
        const { status, body } = await send(server.url, await request(asked, images));
        expect({ protocol, status, answer: status === 200 && numbersOf(answer(body, asked)) }).toEqual({
          protocol,
          status: 200,
          answer: expected,
        });
      }
    }
  });
});

/** All numbers of an answer, in its order of keys. */
function numbersOf(answer: unknown): number[] {
  if (typeof answer === 'number') return [answer];
  return answer !== null && typeof answer === 'object' ? Object.values(answer).flatMap(numbersOf) : [];
}
