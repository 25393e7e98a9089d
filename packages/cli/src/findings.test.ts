import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, sightlineHome } from '@sightline/artifacts';
import { ingestArrays, scrub } from '@sightline/ingest';
import { sightline } from './cli.fixture.ts';

const SIDE = 12;

let folder: string;
let environment: NodeJS.ProcessEnv;
let dataset: string;
let clean: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-findings-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  const home = sightlineHome(environment);
  const context = createContext({ root: home.root });
  // Noise; the first two images are alike, and so are the fourth and the third, which is of another class.
  const pixels = Uint8Array.from({ length: 40 * SIDE * SIDE }, (_, at) => (at * 7919 + ((at * at) % 251) * 31) % 256);
  pixels.copyWithin(SIDE * SIDE, 0, SIDE * SIDE);
  pixels.copyWithin(3 * SIDE * SIDE, 2 * SIDE * SIDE, 3 * SIDE * SIDE);
  const labels = Array.from({ length: 40 }, (_, index) => (index < 3 ? 'cat' : index < 20 ? 'dog' : 'cat'));
  const ingested = await ingestArrays({ pixels, width: SIDE, height: SIDE, channels: 1, labels }, context);
  clean = ingested.dataset.id;
  const scrubbed = await scrub(
    { dataset: ingested.dataset, policy: { nearDuplicates: 'ignore', lowInformation: 'flag' } },
    context,
  );
  dataset = scrubbed.dataset.id;
  for (const [runId, artifacts] of [
    ['digits-1', { dataset: scrubbed.dataset }],
    ['digits-2', {}],
  ] as const) {
    await mkdir(join(home.runsFolder, runId), { recursive: true });
    const failed = { runId, pipeline: 'digits', outcome: 'failed', error: 'No.', artifacts, stages: [] };
    await writeFile(join(home.runsFolder, runId, 'run.json'), JSON.stringify(failed));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sightline findings', () => {
  it('counts what each check found, and says how to see which samples', async () => {
    const { code, stdout, stderr } = await sightline(['findings', dataset], environment);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(
      /^CHECK +FOUND +FLAGGED +QUARANTINED +THE WORST\nexactDuplicates +3 +0 +3 +\S+: The same bytes/,
    );
    expect(stderr).toBe(`Next: sightline findings ${dataset} --check exactDuplicates\n`);
  });

  it('lists the samples of a check, the worst first, as of a run', async () => {
    const words = ['findings', 'digits-1', '--check', 'exactDuplicates', '--limit', '1'];
    const { code, stdout } = await sightline(words, environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SAMPLE +SCORE +ACTION +WHY\n\S+ +0\.50 +quarantine +The same bytes as .*\n… and 2 more/);
  });

  it('gives a script all of them, as JSON or CSV', async () => {
    const json = JSON.parse((await sightline(['findings', dataset, '--json'], environment)).stdout) as object;
    expect(json).toMatchObject({
      dataset,
      counts: [{ check: 'exactDuplicates', flagged: 0, quarantined: 3 }],
      findings: [{ partner: expect.any(String) }, { action: 'quarantine' }, {}],
    });
    const { stdout } = await sightline(['findings', dataset, '--csv'], environment);
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout).toMatch(/^sample,check,score,action,reason,detail,partner\n\S+,exactDuplicates,0\.5,quarantine,/);
  });

  it('says that nothing was found', async () => {
    expect((await sightline(['findings', clean], environment)).stdout).toBe('The checks found nothing.\n');
    const { stdout } = await sightline(['findings', dataset, '--check', 'dark'], environment);
    expect(stdout).toBe('The check dark found nothing.\n');
  });

  it.each([
    [['findings', 'nothing'], 1, 'There is no dataset "nothing".'],
    [['findings', 'digits-2'], 1, 'Run digits-2 has no dataset.'],
    [['findings', 'digits-1', '--check', 'drak'], 2, 'Allowed choices are exactDuplicates, dark'],
    [['findings', 'digits-1', '--limit', '0'], 2, 'Expected a number of samples such as 100.'],
  ])('%j ends with %i', async (words, expected, message) => {
    const { code, stdout, stderr } = await sightline(words, environment);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(message);
  });
});
