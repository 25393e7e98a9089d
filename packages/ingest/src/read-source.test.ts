import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import sharp from 'sharp';
import { readSource } from './read-source.ts';

let folder: string;
let context: StageContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-read-'));
  context = createContext({ root: join(folder, 'artifacts') });
  for (const label of ['cat', 'dog']) {
    await mkdir(join(folder, 'photos', label), { recursive: true });
    for (let index = 0; index < 10; index++) {
      const background = { r: index * 20, g: 100, b: 50 };
      const image = sharp({ create: { width: 8, height: 6, channels: 3, background } });
      await image.toFile(join(folder, 'photos', label, `${index}.png`));
    }
  }
  await writeFile(join(folder, 'photos', 'dog', 'broken.png'), 'no image');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function idsOf(seed?: number): Promise<string[]> {
  const ids = [];
  const options = { source: { path: join(folder, 'photos') }, ...(seed !== undefined && { seed }) };
  for await (const sample of readSource(options, context)) {
    ids.push('quarantined' in sample ? sample.quarantined.path : sample.id);
  }
  return ids;
}

describe('readSource', () => {
  it('streams each sample with its bytes and annotations, and what cannot be used with its reason', async () => {
    const read = [];
    for await (const sample of readSource({ source: { path: join(folder, 'photos') } }, context)) read.push(sample);
    expect(read).toHaveLength(21);
    expect(read[0]).toMatchObject({
      id: 'cat/0.png',
      label: 'cat',
      width: 8,
      height: 6,
      split: null,
      files: [{ role: 'image', format: 'png' }],
    });
    expect(read[20]).toEqual({
      quarantined: { path: 'dog/broken.png', reason: 'not-an-image', detail: expect.any(String) },
    });
  });

  it('comes in the order of the ids, or in one of the seed', async () => {
    const ids = await idsOf();
    expect(ids).toEqual(ids.toSorted());
    expect(await idsOf(7)).toEqual(await idsOf(7));
    expect(await idsOf(7)).not.toEqual(await idsOf(8));
    expect((await idsOf(7)).toSorted()).toEqual(ids);
  });

  it('ends when it is cancelled, and when its reader has enough', async () => {
    const controller = new AbortController();
    const options = { source: { path: join(folder, 'photos') }, seed: 1 };
    const cancelled = readSource(options, { ...context, signal: controller.signal });
    await cancelled.next();
    controller.abort();
    await expect(cancelled.next()).rejects.toThrow(/abort/i);
    const enough = readSource(options, context);
    await enough.next();
    expect(await enough.return(undefined)).toEqual({ done: true, value: undefined });
  });

  it('refuses a source of an unknown kind', async () => {
    const options = { source: { kind: 'folder', path: 'photos' } as never };
    await expect(readSource(options, context).next()).rejects.toThrow(/kind/);
  });
});
