import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgressEvent, refOf } from '@sightline/contracts';
import { z } from 'zod';
import { runStage, stageKey } from './run-stage.ts';
import { createContext, defineStage, type StageContext, type StageFunction } from './stage.ts';

describe('running a stage', () => {
  let root: string;
  let context: StageContext;
  let runs = 0;
  let folderContent = 'a';
  const compute: StageFunction<{ text: string }, { dataset: { kind: 'dataset'; id: string } }> = async (
    { text },
    { artifacts },
  ) => {
    runs++;
    await new Promise((wake) => setTimeout(wake, 20));
    const lineage = { stage: 'ingest', stageVersion: 1, input: text, parents: [] };
    const dataset = await artifacts.create('dataset', lineage, async (writer) => void (await writer.add('t', text)));
    return { dataset: { kind: 'dataset' as const, id: dataset.id } };
  };
  const stage = defineStage({
    name: 'ingest',
    version: 1,
    cached: true,
    isolated: false,
    input: z.strictObject({ text: z.string(), twice: z.boolean().default(false) }),
    output: z.strictObject({ dataset: refOf('dataset') }),
    fingerprint: async () => folderContent,
    load: async () => compute,
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-stage-'));
    context = createContext({ root });
    runs = 0;
    folderContent = 'a';
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('runs once for equal inputs, defaults filled in or not', async () => {
    const first = await runStage(stage, { text: 'x' }, context);
    const events: ProgressEvent[] = [];
    const again = createContext({ root, progress: (event) => events.push(event) });
    expect(await runStage(stage, { twice: false, text: 'x' }, again)).toEqual(first);
    expect(runs).toBe(1);
    expect(events).toMatchObject([{ cached: true }]);
  });

  it('runs again when the input, the version or the fingerprint differs', async () => {
    await runStage(stage, { text: 'x' }, context);
    await runStage(stage, { text: 'y' }, context);
    await runStage({ ...stage, version: 2 }, { text: 'x' }, context);
    folderContent = 'b';
    await runStage(stage, { text: 'x' }, context);
    expect(runs).toBe(4);
    expect(stageKey(stage, { a: 1, b: 2 })).toBe(stageKey(stage, { b: 2, a: 1 }));
  });

  it('tells the run what the result will be kept under, so that it can refuse a source that has changed', async () => {
    const fingerprints: unknown[] = [];
    const noting: typeof compute = (input, inner, fingerprint) => {
      fingerprints.push(fingerprint);
      return compute(input, inner);
    };
    await runStage({ ...stage, load: async () => noting }, { text: 'x' }, context);
    expect(fingerprints).toEqual(['a']);
  });

  it('computes once when asked twice at the same time', async () => {
    const [first, second] = await Promise.all([
      runStage(stage, { text: 'x' }, context),
      runStage(stage, { text: 'x' }, createContext({ root })),
    ]);
    expect(first).toEqual(second);
    expect(runs).toBe(1);
  });

  it('takes the result of whoever finished first, should two compute the same in spite of the lock', async () => {
    const waiting: (() => void)[] = [];
    const unlike = defineStage({
      ...stage,
      output: z.strictObject({ number: z.number() }),
      load: async () => async () => {
        const number = ++runs;
        await new Promise<void>((go) => waiting.push(go));
        return { number };
      },
    });
    const { artifacts } = context;
    const backend = { ...artifacts.backend, lock: async () => async () => undefined };
    const unlocked = { ...context, artifacts: { ...artifacts, backend } };
    const results = [runStage(unlike, { text: 'x' }, unlocked), runStage(unlike, { text: 'x' }, unlocked)];
    while (waiting.length < 2) await new Promise((wake) => setTimeout(wake, 5));
    waiting[1]!();
    const first = await results[1];
    waiting[0]!();
    expect(await results[0]).toEqual(first);
    expect(await runStage(unlike, { text: 'x' }, context)).toEqual(first);
    expect(runs).toBe(2);
  });

  it('computes again where the context asks for it, and tells when the result is another one', async () => {
    let made = 'as before';
    const drifting = defineStage({
      ...stage,
      output: z.strictObject({ made: z.string() }),
      load: async () => async () => {
        runs++;
        return { made };
      },
    });
    const events: ProgressEvent[] = [];
    const refreshing = { ...createContext({ root, progress: (event) => events.push(event) }), refresh: true };
    await runStage(drifting, { text: 'x' }, context);
    await runStage(drifting, { text: 'x' }, refreshing);
    expect({ runs, events }).toEqual({ runs: 2, events: [] });

    made = 'otherwise';
    await runStage(drifting, { text: 'x' }, refreshing);
    expect(events).toMatchObject([{ differs: true }]);
    expect(await runStage(drifting, { text: 'x' }, context)).toEqual({ made: 'otherwise' });
    expect(runs).toBe(3);
  });

  it('computes again when a cached artifact was altered on disk', async () => {
    const { dataset } = await runStage(stage, { text: 'x' }, context);
    await writeFile(await context.artifacts.filePath(dataset, 't'), 'y');
    await runStage(stage, { text: 'x' }, context);
    expect(runs).toBe(2);
    expect((await context.artifacts.read(dataset, 't')).toString()).toBe('x');
  });

  it('computes again when the record of the result is damaged', async () => {
    const first = await runStage(stage, { text: 'x' }, context);
    const [key = ''] = await context.artifacts.backend.list('pointers/');
    await writeFile(join(root, key), '{"dataset":');
    expect(await runStage(stage, { text: 'x' }, context)).toEqual(first);
    expect(runs).toBe(2);
  });

  it('keeps nothing of a failed run', async () => {
    const failing = { ...stage, load: async () => () => Promise.reject(new Error('boom')) };
    await expect(runStage(failing, { text: 'x' }, context)).rejects.toThrow('boom');
    await runStage(stage, { text: 'x' }, context);
    expect(runs).toBe(1);
  });

  it('refuses a bad input before it runs', async () => {
    await expect(runStage(stage, { txt: 'x' }, context)).rejects.toThrow(/Did you mean "text"/);
    expect(runs).toBe(0);
  });

  it('stops waiting for another run when aborted', async () => {
    const controller = new AbortController();
    let finish = () => undefined as void;
    let first: Promise<unknown> = Promise.resolve();
    await new Promise<void>((begun) => {
      const run = () =>
        new Promise<never>((_, reject) => {
          finish = () => reject(new Error('given up'));
          begun();
        });
      first = runStage({ ...stage, load: async () => run }, { text: 'z' }, context).catch(
        (error: Error) => error.message,
      );
    });
    const logger = { info: () => controller.abort(), warn: () => undefined };
    await expect(
      runStage(stage, { text: 'z' }, createContext({ root, signal: controller.signal, logger })),
    ).rejects.toThrow(/abort/i);
    finish();
    expect(await first).toBe('given up');
  });
});
