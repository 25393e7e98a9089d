import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, openRegistry } from '@sightline/artifacts';
import { RandomStream, splitInputSchema, trainInputSchema } from '@sightline/contracts';
import { exportModel } from '@sightline/deployer';
import { evaluate } from '@sightline/evaluator';
import { ingestArrays, openDataset, split } from '@sightline/ingest';
import { train } from '@sightline/trainer';
import { type RunningServer, startServer } from './server.ts';

const SIDE = 8;
const IDENTITIES = ['a', 'b', 'c', 'd'];
const NAME = 'corners';

/** Twenty noisy images of each identity, a bright square in its own corner. */
function images() {
  const random = new RandomStream(3);
  const labels = IDENTITIES.flatMap((name) => Array.from({ length: 20 }, () => name));
  const pixels = Uint8Array.from({ length: labels.length * SIDE * SIDE }, (_, place) => {
    const identity = IDENTITIES.indexOf(labels[Math.floor(place / SIDE ** 2)] as string);
    const [row, column] = [Math.floor(place / SIDE) % SIDE, place % SIDE];
    const isInside = Math.floor(row / 4) === Math.floor(identity / 2) && Math.floor(column / 4) === identity % 2;
    return random.integer(60) + (isInside ? 150 : 0);
  });
  return { pixels, width: SIDE, height: SIDE, channels: 1 as const, labels };
}

describe('an embedding, from training to the server', () => {
  let root: string;
  let server: RunningServer;
  let training: string[];
  /** Test images with what each shows. */
  let held: { label: string; png: Uint8Array }[];
  let repeated: boolean;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-embedding-'));
    const context = createContext({ root });
    const { dataset: read } = await ingestArrays(images(), context);
    const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
    const input = trainInputSchema.parse({
      dataset,
      preprocess: { width: SIDE, height: SIDE, channels: 1 },
      task: { kind: 'embedding', units: 8 },
      model: { architecture: 'cnn', filters: [8], denseUnits: 16 },
      fit: { epochs: 8, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.005 } },
      sampler: { kind: 'classesTimesSamples', samplesPerClass: 4 },
      seed: 2,
    });
    const { model: trained } = await train(input, context);
    const { evaluation } = await evaluate({ model: trained, dataset, split: 'test' }, context);
    const { model } = await exportModel({ model: trained, evaluation, dataset }, context);
    const again = await exportModel({ model: trained, evaluation, dataset }, context);
    repeated = again.model.id === model.id;
    const registry = openRegistry(context.artifacts);
    const { version } = await registry.register({ name: NAME, model, gate: { passed: true, checks: [] } });
    await registry.promote({ name: NAME, alias: 'production', version, who: 'test', why: 'test' });

    const opened = await openDataset(context.artifacts, dataset);
    training = opened.of('train').map(({ id }) => id);
    const test = opened.of('test');
    held = await Promise.all(
      IDENTITIES.flatMap((name) => test.filter(({ label }) => label === name).slice(0, 2)).map(async (sample) => ({
        label: sample.label as string,
        png: (await opened.read(sample))[0] as Uint8Array,
      })),
    );
    server = await startServer({ root });
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await rm(root, { recursive: true, force: true });
  });

  const ask = async (verb: string, pngs: readonly Uint8Array[]) => {
    const body = new FormData();
    for (const [place, png] of pngs.entries()) body.append('files', new Blob([new Uint8Array(png)]), `${place}.png`);
    const response = await fetch(`${server.url}/v1/models/${NAME}:${verb}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    return response.json() as Promise<Record<string, unknown>>;
  };

  it('is exported to the same bytes each time', () => expect(repeated).toBe(true));

  it('verifies that images not trained on are of one identity, or of two', async () => {
    for (const [place, { label, png }] of held.entries()) {
      const other = held[(place + 1) % held.length] as (typeof held)[number];
      expect(await ask('verify', [png, other.png])).toMatchObject({ model: NAME, isSame: label === other.label });
    }
  });

  it('finds training samples of the same identity, each with its picture', async () => {
    const pngs = held.map(({ png }) => png);
    const { neighbours } = (await ask('nearest', pngs)) as {
      neighbours: { id: string; label: string; similarity: number; picture: string }[][];
    };
    expect(neighbours).toHaveLength(held.length);
    for (const [place, found] of neighbours.entries()) {
      expect(found.map(({ label }) => label)).toEqual(Array.from({ length: 5 }, () => held[place]?.label));
      expect(found.map(({ similarity }) => similarity)).toEqual(
        found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
      );
      for (const { id } of found) expect(training).toContain(id);
    }
    const picture = await fetch(server.url + neighbours[0]?.[0]?.picture);
    const bytes = await picture.arrayBuffer();
    const self = (await (
      await fetch(`${server.url}/v1/models/${NAME}:nearest`, {
        method: 'POST',
        body: bytes,
        headers: { 'content-type': 'image/png' },
      })
    ).json()) as { neighbours: { id: string; similarity: number }[][] };
    expect(self.neighbours[0]?.[0]).toMatchObject({ id: neighbours[0]?.[0]?.id });
    expect(self.neighbours[0]?.[0]?.similarity).toBeCloseTo(1, 5);
  });
});
