import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

const SIDE = 1_500;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-threads-'));
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const image = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'black', noise } });
  await writeFile(join(folder, 'noise.jpg'), await image.jpeg().toBuffer());
  await writeFile(join(folder, 'noise.png'), await image.png({ compressionLevel: 1 }).toBuffer());
});

afterAll(async () => rm(folder, { recursive: true }));

/**
 * Two threads make batches that take them seconds; after the first of another kind has come, time passes that depends
 * on the seed. Then comes `ending`.
 */
async function run(file: string, seed: number, ending: string): Promise<{ code: number | null; said: string }> {
  const code = `
    import { readFile } from 'node:fs/promises';
    import { createBatchLoader } from ${JSON.stringify(join(__dirname, '../../dist/batches/batch-loader.js'))};
    const bytes = await readFile(${JSON.stringify(join(folder, file))});
    const images = { kind: 'encoded', samples: [{ id: 'noise' }], bytes,
      offsets: Float64Array.of(0, bytes.length), firsts: Int32Array.of(0, 1),
      sizes: Int32Array.of(${SIDE}, ${SIDE}), channels: 3 };
    const preprocess = { width: 8, height: 8, channels: 3, fit: 'stretch', mean: [], std: [] };
    const loader = createBatchLoader({ images, augmentation: { transforms: [], seed: 1 }, preprocess }, { threads: 2 });
    await Promise.all([loader.make([0], 1), loader.make([0], 1)]);
    let failures = 0;
    for (let batch = 0; batch < 4; batch++)
      loader.make(Array(100).fill(0), 1).then(() => console.log('made'), () => failures++);
    await new Promise((wake) => setTimeout(wake, ${seed * 7}));
    ${ending}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { code: status, said };
}

describe('threads that read images', () => {
  it.each([
    ['noise.jpg', 0],
    ['noise.jpg', 1],
    ['noise.jpg', 2],
    ['noise.jpg', 3],
    ['noise.png', 1],
  ])('end when they are closed, and refuse their batches: %s, %i', async (file, seed) => {
    const closed = 'await Promise.all([loader.close(), loader.close()]); console.log(failures);';
    expect(await run(file, seed, closed)).toEqual({ code: 0, said: '4\n' });
  });

  it.each([0, 1, 2])('let the process leave with its own exit code: %i', async (seed) => {
    expect(await run('noise.jpg', seed, 'process.exit(7);')).toEqual({ code: 7, said: '' });
  });

  it('let the process end on an error that nobody caught', async () => {
    const { code, said } = await run('noise.jpg', 1, "throw new Error('of the training');");
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('of the training') });
  });

  it('do not keep a process that closes while they start', async () => {
    const code = `
      import { createBatchLoader } from ${JSON.stringify(join(__dirname, '../../dist/batches/batch-loader.js'))};
      const images = { kind: 'decoded', ids: ['a'], pixels: new Uint8Array(4), width: 2, height: 2, channels: 1 };
      const preprocess = { width: 2, height: 2, channels: 1, fit: 'stretch', mean: [], std: [] };
      const recipe = { images, augmentation: { transforms: [], seed: 1 }, preprocess };
      createBatchLoader(recipe);
      await createBatchLoader(recipe, { threads: 2 }).close();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
