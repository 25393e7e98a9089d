import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporalServer } from '@sightline/native';
import { sightline } from './cli.fixture.ts';
import { prepareExample } from './examples.fixture.ts';

jest.setTimeout(600_000);

/** Videos are written and read by ffmpeg, which not every machine has. */
const describeWithFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0 ? describe : describe.skip;

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
    expect(await evaluated(pipeline)).toMatchObject({ code: 0, stderr: expect.stringMatching(measured) });
  });

  describeWithFfmpeg('of clips', () => {
    it('moving-digits: from videos to what is measured', async () => {
      const pipeline = await prepareExample(folder, { example: 'moving-digits', limit: 120 });
      const measured = expect.stringMatching(/test accuracy \d+\.\d\d % on \d+ samples/);
      expect(await evaluated(pipeline)).toMatchObject({ code: 0, stderr: measured });
    });
  });

  async function evaluated(pipeline: string): Promise<{ code: number | null; stderr: string }> {
    const environment = { SIGHTLINE_HOME: join(folder, 'home') };
    return sightline(['run', pipeline, '--until', 'evaluate'], environment);
  }

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
