import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipelineSchema, type RunResult } from '@sightline/contracts';
import { evaluate } from './evaluate.ts';
import { brightnessModel, openStudio, PREPROCESS, storeModel, type Studio } from './fixed-classifier.fixture.ts';
import { isMuchWork } from './report/pictures.ts';
import { writeRunFolder } from './run-folder.ts';

describe('writeRunFolder', () => {
  let studio: Studio;
  let run: RunResult;
  beforeAll(async () => {
    studio = await openStudio();
    // A threshold that calls some of the bright images dark.
    const trainedModel = await storeModel(studio, 'trained-model', { model: brightnessModel(0.75) });
    const model = await storeModel(studio, 'model', { model: brightnessModel(0.75) });
    const { evaluation, ...measured } = await evaluate(
      { model: trainedModel, dataset: studio.dataset, split: 'test' },
      studio.context,
    );
    run = {
      runId: 'shades-1',
      pipeline: 'shades',
      outcome: 'promoted',
      artifacts: { dataset: studio.dataset, trainedModel, evaluation, model },
      gate: { passed: true, checks: [] },
      evaluation: measured,
      model: { name: 'shades', version: 1, ref: model },
      stages: [{ stage: 'train', status: 'done', startedAt: 0, endedAt: 1500 }],
    };
  });
  afterAll(() => studio.close());

  const pipeline = pipelineSchema.parse({
    name: 'shades',
    ingest: { source: { path: 'images' } },
    preprocess: PREPROCESS,
    model: { architecture: 'tiny-cnn' },
    fit: { epochs: 2 },
    deploy: { name: 'shades' },
  });

  it('writes a folder that a person can open, and replaces an older one whole', async () => {
    const folder = join(studio.folder, 'runs', 'shades-1');
    expect(await isMuchWork({ run, pipeline, folder }, studio.context)).toBe(true);
    await writeRunFolder({ run, pipeline, folder }, studio.context);
    expect(await isMuchWork({ run, pipeline, folder }, studio.context)).toBe(false);
    await writeFile(join(folder, 'left-over.txt'), '');
    const report = await writeRunFolder({ run, pipeline, folder }, studio.context);

    expect(report).toBe(join(folder, 'report.html'));
    expect(await readdir(join(studio.folder, 'runs'))).toEqual(['shades-1']);
    expect((await readdir(folder)).sort()).toEqual([
      'args.json',
      'curves.svg',
      'evaluation',
      'evaluation.json',
      'findings.csv',
      'metrics.csv',
      'model-card.md',
      'model.txt',
      'quarantine.csv',
      'report.html',
      'run.json',
    ]);
    expect((await readdir(join(folder, 'evaluation'))).sort()).toEqual([
      'classes.csv',
      'confusion.svg',
      'confusions.csv',
      'mistakes.csv',
      'precision-recall.svg',
      'reliability.svg',
      'roc.svg',
    ]);
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    expect(JSON.parse(await read('args.json'))).toEqual(pipeline);
    expect(JSON.parse(await read('run.json'))).toEqual({ ...run, folder });
    expect((await read('metrics.csv')).split('\n').slice(0, 2)).toEqual([
      'epoch,learningRate,loss,accuracy,validationLoss,validationAccuracy',
      '1,0.001,1,0.8,1.1,0.7',
    ]);
    const html = await read('report.html');
    expect(html).toMatch(/<b>bright → dark<\/b>/);
    expect(html).toContain('data:image/png;base64,');
  });

  it('keeps the journal that the run is still writing', async () => {
    const folder = join(studio.folder, 'journalled', 'shades-1');
    await mkdir(folder, { recursive: true });
    const journal = join(folder, 'journal.jsonl');
    const writer = await open(journal, 'a');
    await writer.write('first\n');
    await writeRunFolder({ run, pipeline, folder }, studio.context);
    await writer.write('second\n');
    await writer.close();
    expect(await readFile(journal, 'utf8')).toBe('first\nsecond\n');
  });

  it('says what a run lacks', async () => {
    const { evaluation: _, ...artifacts } = run.artifacts;
    const folder = join(studio.folder, 'incomplete');
    await expect(
      writeRunFolder({ run: { ...run, artifacts }, pipeline, folder }, studio.context),
    ).rejects.toMatchObject({ code: 'evaluator/incomplete-run' });
  });
});
