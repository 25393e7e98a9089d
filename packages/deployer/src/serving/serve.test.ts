import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import { ingestArrays } from '@sightline/ingest';
import { serve } from './serve.ts';

it('refuses a dataset without a test split, for good: another attempt cannot help', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sightline-serve-'));
  try {
    const context = createContext({ root });
    const pixels = Uint8Array.from({ length: 16 }, (_, index) => index * 16);
    const { dataset } = await ingestArrays(
      { pixels, width: 2, height: 2, channels: 1, labels: ['a', 'b', 'a', 'b'] },
      context,
    );
    await expect(
      serve({ serverUrl: 'http://127.0.0.1:1', name: 'digits', version: 1, dataset }, context),
    ).rejects.toMatchObject({
      code: 'deployer/empty-split',
      retryable: false,
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
