import { preprocessSchema, type TaskKind, taskFileSchema } from '@sightline/contracts';
import { pixelPng } from '@sightline/ingest/fixtures/png';
import { openTask } from '@sightline/tasks';
import { asking, type AskedModel, BODY_LIMIT, send } from '../fixtures/asking.fixture.ts';
import {
  CLIPS,
  COLOUR,
  EMBEDDING,
  MULTI_LABEL,
  REGRESSION,
  SLOW,
  temporaryRegistry,
  until,
  type VersionOptions,
} from '../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../server.ts';
import { protocols } from './protocols.ts';

/** A model of each task, and of clips. */
const MODELS: { readonly [Name in TaskKind | 'clips']: VersionOptions } = {
  classification: COLOUR,
  multiLabel: MULTI_LABEL,
  regression: REGRESSION,
  embedding: EMBEDDING,
  clips: CLIPS,
};
const names = Object.keys(MODELS) as (keyof typeof MODELS)[];
type Colour = readonly [red: number, green: number, blue: number];
const COLOURS: readonly Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [200, 100, 50],
];
const [RED] = COLOURS as [Colour];

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  for (const [name, options] of [...Object.entries(MODELS), ['slow', SLOW]] as const) {
    await registry.register(name, options);
    await registry.promote(name, 1);
  }
  await registry.register('unpromoted', COLOUR);
  server = await startServer({ root: registry.root, bodyLimit: BODY_LIMIT });
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

function modelOf(name: string, { task, labels = [], preprocess }: VersionOptions): AskedModel {
  const spec = { kind: 'classification' };
  const file = task ?? taskFileSchema.parse({ spec, vocabulary: { labels, counts: labels.map(() => 1) } });
  return { name, task: openTask(file), preprocess: preprocessSchema.parse(preprocess) };
}

/** One image of a colour, or as many as a clip has. */
const sampleOf = (colour: Colour, { preprocess }: AskedModel) =>
  Array.from({ length: preprocess.kind === 'clip' ? preprocess.frames : 1 }, () => pixelPng(...colour));

describe.each(Object.keys(protocols) as (keyof typeof protocols)[])('the protocol %s', (protocol) => {
  const { request, answer, refusals } = asking[protocol];
  const mistakes = Object.keys(refusals) as (keyof typeof refusals)[];

  describe.each(names)('of a model of the kind %s', (name) => {
    const model = modelOf(name, MODELS[name]);
    const good = () => request(model, sampleOf(RED, model));

    it.each(mistakes)('refuses %s, and says what was received and what is allowed', async (mistake) => {
      const { status, message, request: mistaken } = refusals[mistake];
      const refused = await send(server.url, mistaken(await good()));
      expect({ status: refused.status, body: refused.body }).toEqual({
        status,
        body: { error: expect.stringMatching(message) },
      });
      expect(refused.body.error).not.toMatch(/\n|FST_|ERR_|\bError\b|node_modules/);
      expect((await send(server.url, await good())).status).toBe(200);
    });

    it('answers those who ask at once as it answers each alone', async () => {
      const requests = await Promise.all(COLOURS.map((colour) => request(model, sampleOf(colour, model))));
      const ask = async (asked: (typeof requests)[number]) => answer((await send(server.url, asked)).body, model);
      const alone = [];
      for (const asked of requests) alone.push(await ask(asked));
      const together = await Promise.all([...requests, ...requests, ...requests].map(ask));
      expect(together).toEqual([...alone, ...alone, ...alone]);
      expect(new Set(alone.map((each) => JSON.stringify(each))).size).toBe(COLOURS.length);
    });
  });

  it('refuses more than may be under way with 429 and Retry-After, and recovers', async () => {
    const busy = await startServer({ root: registry.root, maxPending: 2 });
    try {
      const model = modelOf('slow', SLOW);
      const asked = await request(model, sampleOf([120, 120, 120], model));
      const sent = Promise.all(Array.from({ length: 8 }, () => send(busy.url, asked)));
      expect((await fetch(`${busy.url}/health/ready`)).status).toBe(200);
      const answers = await sent;
      const refused = answers.filter(({ status }) => status !== 200);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.length - refused.length).toBeGreaterThan(0);
      for (const { status, headers, body } of refused) {
        expect({ status, retryAfter: headers.get('retry-after'), body }).toEqual({
          status: 429,
          retryAfter: '1',
          body: { error: '2 requests are under way already, which is the limit. Send it again in a second.' },
        });
      }
      expect((await send(busy.url, asked)).status).toBe(200);
    } finally {
      await busy.close();
    }
  });

  it('answers what comes while the server closes, and asks its client to connect elsewhere', async () => {
    const closing = await startServer({ root: registry.root });
    const model = modelOf('classification', COLOUR);
    const asked = await request(model, sampleOf(RED, model));
    expect((await send(closing.url, asked)).headers.get('connection')).not.toBe('close');
    const closed = closing.close({ grace: 2_000 });
    await until('the server to say so', async () => (await fetch(`${closing.url}/health/ready`)).status === 503);
    const { status, headers } = await send(closing.url, asked);
    expect({ status, connection: headers.get('connection') }).toEqual({ status: 200, connection: 'close' });
    await closed;
  });
});
