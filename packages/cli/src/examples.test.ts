import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer } from '@sightline/native';
import { sightline } from './cli.fixture.ts';
import { prepareExample } from './examples.fixture.ts';

jest.setTimeout(180_000);

describe('the examples of other tasks and networks, a few samples and two epochs of each', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'sightline-examples-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['several-digits', undefined, 150, /test macro F1 0\.\d{4} on \d+ samples/],
    ['rotated-digits', undefined, 100, /test mean absolute error \d+\.\d{4} on 15 samples/],
    ['similar-digits', 'digits', 200, /test equal error rate \d+\.\d\d % on \d+ samples/],
    ['custom-network', 'digits', 200, /val brierScore: \d.*test accuracy \d+\.\d\d % on \d+ samples/s],
    ['one-shot', undefined, 160, /test equal error rate \d+\.\d\d % on \d+ samples/],
  ])('%s: from its spec to what it measures', async (example, data, limit, measured) => {
    const pipeline = await prepareExample(folder, { example, limit, ...(data !== undefined && { data }) });
    const environment = { SIGHTLINE_HOME: join(folder, 'home') };
    const { code, stderr } = await sightline(['run', pipeline, '--until', 'evaluate'], environment);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(measured) });
  });

  it('transfer: the second network starts from what the first run promoted', async () => {
    const pipeline = await prepareExample(folder, { example: 'transfer', limit: 200 });
    const environment = { SIGHTLINE_HOME: join(folder, 'home') };
    const early = await sightline(['run', pipeline, '--until', 'train'], environment);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringMatching(/no first-digits@production\. Nothing of/) });
    const temporal = await startTemporalServer();
    const withTemporal = { ...environment, TEMPORAL_ADDRESS: temporal.address };
    const first = await sightline(['run', join(folder, 'first.yaml')], withTemporal);
    await temporal.stop();
    expect(first).toMatchObject({ code: 0 });
    const { code, stderr } = await sightline(['run', pipeline, '--until', 'evaluate'], environment);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/test accuracy \d+\.\d\d %/) });
    expect(stderr).toMatch(/Starting from model first-digits@production: \d+ layers; untrained: probabilities/);
  });
});
