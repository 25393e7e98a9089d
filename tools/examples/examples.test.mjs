// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { prepareExample } from '@sightline/cli/fixtures/examples';
import { EXAMPLES, SPEC } from './examples.mjs';
import { runExample } from './run-example.mjs';
import { startServices } from './services.mjs';

jest.setTimeout(600_000);

/** Videos are written and read by ffmpeg, which not every machine has. */
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const examples = Object.entries(EXAMPLES).filter(
  ([, { few, asks }]) => few !== undefined && (hasFfmpeg || !asks.includes('video')),
);

describe('the examples, a few samples and two epochs of each', () => {
  /** @type {string} */
  let folder;
  /** @type {() => Promise<void>} */
  let endServices;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-examples-'));
    endServices = await startServices(join(folder, 'home'));
  });
  afterAll(async () => {
    await endServices();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(examples)('%s: from its spec through Temporal to served answers and a report', async (name, example) => {
    const { data = name, specs = [SPEC], few = 0, ...promised } = example;
    const prepared = await prepareExample(join(folder, name), { example: name, data, limit: few });
    const output = { json: false, stream: { write: () => undefined }, say: () => undefined, result: () => undefined };
    const signal = new AbortController().signal;
    const files = specs.map((spec) => join(dirname(prepared), spec));
    const { headline, answers } = await runExample(files, promised, { output, signal });
    expect(headline).toMatch(/^test [\w ]+ \d/);
    expect(answers).toHaveLength(promised.asks.length);
  });
});
