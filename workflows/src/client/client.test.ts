import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { pipelineSchema } from '@sightline/contracts';
import { appendEvent } from '../journal/append.ts';
import { readRuns } from '../journal/read.ts';
import { startTrainToServe } from './client.ts';
import { taskQueueOf } from './task-queue.ts';

it('gives each artifact store its own task queue, and each home where it lies in a bucket', async () => {
  expect(taskQueueOf('/data/a')).not.toBe(taskQueueOf('/data/b'));
  expect(taskQueueOf('.sightline/artifacts')).toBe(taskQueueOf(`${process.cwd()}/.sightline/artifacts`));
  const folder = await mkdtemp(join(tmpdir(), 'sightline-queue-'));
  const before = { ...process.env };
  const inHome = (name: string) => {
    process.env['SIGHTLINE_HOME'] = join(folder, name);
    return taskQueueOf('s3://bucket/prefix');
  };
  const [one, other, again] = ['one', 'other', 'one'].map(inHome);
  process.env = before;
  expect(one).toMatch(/^sightline:s3:\/\/bucket\/prefix/);
  expect(other).not.toBe(one);
  expect(again).toBe(one);
  await rm(folder, { recursive: true });
});

describe('a run', () => {
  let folder: string;
  let home: { root: string; runsFolder: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-client-'));
    home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const unasked = {} as Client;
  const pipeline = pipelineSchema.parse({
    name: 'digits',
    ingest: { source: { path: 'digits' } },
    preprocess: { width: 28, height: 28, channels: 1 },
    model: { architecture: 'cnn' },
    fit: { epochs: 2 },
    deploy: { name: 'digits' },
  });

  it('is refused for a bad spec before anything starts', async () => {
    const bad = { ...pipeline, fit: { ...pipeline.fit, epochs: 0 } };
    await expect(startTrainToServe(unasked, { pipeline: bad, who: 'ada' }, { home })).rejects.toMatchObject({
      code: 'contracts/invalid-input',
      message: expect.stringContaining('pipeline.fit.epochs'),
    });
    expect(await readRuns(home.runsFolder)).toEqual([]);
  });

  it('is refused under an id that another has', async () => {
    appendEvent(join(home.runsFolder, 'twice'), { event: 'run-ended', at: 0, outcome: 'failed' });
    const started = startTrainToServe(unasked, { pipeline, who: 'ada' }, { home, runId: 'twice' });
    await expect(started).rejects.toMatchObject({ code: 'workflows/run-exists' });
  });

  it('is in the journal as failed where Temporal does not take it', async () => {
    const start = () => Promise.reject(new Error('no answer'));
    const client = { workflow: { start } } as unknown as Client;
    const started = startTrainToServe(client, { pipeline, who: 'ada' }, { home, runId: 'one', tags: ['first'] });
    await expect(started).rejects.toThrow('no answer');
    expect(await readRuns(home.runsFolder)).toMatchObject([
      { runId: 'one', tags: ['first'], status: 'failed', reason: 'The run could not be started: no answer' },
    ]);
  });
});
