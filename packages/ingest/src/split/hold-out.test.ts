import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { openDataset } from '../dataset/dataset.ts';
import { ingestArrays } from '../ingest-arrays.ts';
import { holdOut } from './hold-out.ts';

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'sightline-hold-out-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

it('puts all samples into test, and leaves a dataset as it is that is divided', async () => {
  const context = createContext({ root });
  const pixels = Uint8Array.from({ length: 4 * 64 }, (_, at) => at);
  const arrays = { pixels, width: 8, height: 8, channels: 1 as const, labels: ['a', 'b', 'a', 'b'] };
  const { dataset } = await ingestArrays(arrays, context);
  const held = await holdOut(dataset, context);
  const { samples, statistics } = await openDataset(context.artifacts, held);
  expect(samples.map(({ split }) => split)).toEqual(['test', 'test', 'test', 'test']);
  expect(statistics.splits['test']).toMatchObject({ samples: 4 });
  expect(await holdOut(held, context)).toEqual(held);
});
