import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sightline } from './cli.fixture.ts';
import { prepareExample } from './examples.fixture.ts';

jest.setTimeout(600_000);

describe('examples of custom networks and of transfer, a few samples and two epochs of each', () => {
  let folder: string;
  let environment: { SIGHTLINE_HOME: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-examples-'));
    environment = { SIGHTLINE_HOME: join(folder, 'home') };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['custom-network', 'digits', 200, /val brierScore: \d.*test accuracy \d+\.\d\d % on \d+ samples/s],
    ['one-shot', 'one-shot', 160, /test equal error rate \d+\.\d\d % on \d+ samples/],
  ])('%s: from its spec to what it measures', async (example, data, limit, measured) => {
    const pipeline = await prepareExample(folder, { example, data, limit });
    const evaluated = await sightline(['run', pipeline, '--only', 'evaluate'], environment);
    expect(evaluated).toMatchObject({ code: 0, stderr: expect.stringMatching(measured) });
  });

  it('transfer: the second network starts from what the first run promoted', async () => {
    const pipeline = await prepareExample(folder, { example: 'transfer', limit: 200 });
    const early = await sightline(['run', pipeline, '--only', 'train'], environment);
    expect(early).toMatchObject({ code: 2, stderr: expect.stringMatching(/no first-digits@production\. Nothing of/) });
    const first = await sightline(['run', join(folder, 'first.yaml')], environment);
    expect(first).toMatchObject({ code: 0 });
    const { code, stderr } = await sightline(['run', pipeline, '--only', 'evaluate'], environment);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/test accuracy \d+\.\d\d %/) });
    expect(stderr).toMatch(/Starting from model first-digits@production: \d+ layers; untrained: probabilities/);
  });
});
