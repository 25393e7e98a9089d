import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import { type Checkpoint, checkpointsOf } from './checkpoint.ts';

describe('a checkpoint', () => {
  let root: string;
  let context: StageContext;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-checkpoint-'));
    context = createContext({ root });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const checkpoint: Checkpoint = {
    history: [{ epoch: 1, learningRate: 0.1, training: { loss: 2, pearsonCorrelation: Number.NaN, accuracy: 0.5 } }],
    state: new Map([['kernel', Float32Array.of(1, 2, 3)]]),
    callbacks: {
      bestWeights: { values: null, arrays: [Float32Array.of(4), new Float32Array(0), Float32Array.of(5, 6)] },
      engineSpans: { values: [{ firstEpoch: 1, engine: 'one' }], arrays: [] },
    },
  };

  it('comes back as it was, also figures that are not numbers', async () => {
    const checkpoints = checkpointsOf(context.artifacts, 'a');
    expect(await checkpoints.load()).toBeUndefined();
    await checkpoints.save(checkpoint);
    expect(await checkpoints.load()).toEqual(checkpoint);
    await checkpoints.remove();
    expect(await checkpoints.load()).toBeUndefined();
  });

  it('counts as none when it is damaged, or of an earlier version', async () => {
    const { backend } = context.artifacts;
    const checkpoints = checkpointsOf(context.artifacts, 'b');
    await checkpoints.save(checkpoint);
    const bytes = Buffer.from((await backend.read('checkpoints/b.bin')) as Uint8Array);
    const earlier = Buffer.from(bytes.subarray(32).toString('latin1').replace('"training"', '"measured"'), 'latin1');
    await backend.write('checkpoints/b.bin', Buffer.concat([createHash('sha256').update(earlier).digest(), earlier]));
    expect(await checkpoints.load()).toBeUndefined();
    bytes[40] = (bytes[40] as number) ^ 1;
    await backend.write('checkpoints/b.bin', bytes);
    expect(await checkpoints.load()).toBeUndefined();
  });
});
