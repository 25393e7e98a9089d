import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, openRegistry, runStage, type StageContext } from '@sightline/artifacts';
import type { RegisterInput } from '@sightline/contracts';
import { promote, rollback } from './promote.ts';
import { register } from './register.ts';
import { promoteStage, registerStage } from './stages.ts';

const check = {
  rule: 'minimum',
  figure: 'accuracy',
  received: 0.4,
  required: 0.9,
  message: 'The accuracy is 0.4; at least 0.9 is required.',
};

describe('registering and promoting', () => {
  let folder: string;
  let context: StageContext;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-deployer-'));
    context = createContext({ root: folder });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function candidate(content: string, passed = true): Promise<RegisterInput> {
    const lineage = { stage: 'export', stageVersion: 1, input: {}, parents: [] };
    const { id } = await context.artifacts.create('model', lineage, async (writer) => {
      await writer.add('model.onnx', content);
    });
    return { name: 'digits', model: { kind: 'model', id }, gate: { passed, checks: [{ ...check, passed }] } };
  }
  const request = { name: 'digits', alias: 'production', who: 'ada', why: 'a test' };

  it('numbers versions from 1, once a model', async () => {
    const [first, second] = [await candidate('one'), await candidate('two')];
    expect(await runStage(registerStage, first, context)).toEqual({ name: 'digits', version: 1 });
    expect(await register(second, context)).toEqual({ name: 'digits', version: 2 });
    expect(await register(first, context)).toEqual({ name: 'digits', version: 1 });
  });

  it('moves the alias, and back', async () => {
    for (const content of ['one', 'two']) await register(await candidate(content), context);
    expect(await promote({ ...request, version: 1 }, context)).toMatchObject({ from: null, to: 1 });
    const { alias: _, ...production } = request;
    expect(await runStage(promoteStage, { ...production, version: 2 }, context)).toMatchObject({
      alias: 'production',
      from: 1,
      to: 2,
    });
    expect(await rollback(request, context)).toMatchObject({ action: 'rollback', from: 2, to: 1 });
    await expect(rollback(request, context)).rejects.toMatchObject({ code: 'artifacts/not-found' });
  });

  it('refuses a version whose gate did not pass, saying which check', async () => {
    await register(await candidate('poor', false), context);
    await expect(promote({ ...request, version: 1 }, context)).rejects.toMatchObject({
      code: 'deployer/not-promotable',
      message: expect.stringContaining(check.message),
    });
    expect(await openRegistry(context.artifacts).alias('digits', 'production')).toBeUndefined();
  });

  it('refuses a model whose files were altered', async () => {
    const { model, ...rest } = await candidate('good');
    await register({ model, ...rest }, context);
    await writeFile(await context.artifacts.filePath(model, 'model.onnx'), 'evil');
    await expect(promote({ ...request, version: 1 }, context)).rejects.toMatchObject({ code: 'artifacts/corrupt' });
  });

  it('refuses a version that is not there', async () => {
    await expect(promote({ ...request, version: 3 }, context)).rejects.toMatchObject({ code: 'artifacts/not-found' });
  });
});
