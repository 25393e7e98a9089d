import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, sightlineHome } from '@sightline/artifacts';
import { ingestArrays } from '@sightline/ingest';
import { sightline } from './cli.fixture.ts';

const SIDE = 12;

let folder: string;
let environment: NodeJS.ProcessEnv;
let before: string;
let brighter: string;

/** Stripes of 60 sorts in two classes. */
async function ingested(lift: number, labels: readonly string[]): Promise<string> {
  const pixels = Uint8Array.from({ length: 60 * SIDE * SIDE }, (_, at) => {
    const image = Math.floor(at / (SIDE * SIDE));
    return lift + (((at % SIDE) * image) % 100);
  });
  const names = Array.from({ length: 60 }, (_, index) => labels[index % labels.length] as string);
  const home = sightlineHome({ SIGHTLINE_HOME: join(folder, 'home') });
  const context = createContext({ root: home.root });
  return (await ingestArrays({ pixels, width: SIDE, height: SIDE, channels: 1, labels: names }, context)).dataset.id;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-compare-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  before = await ingested(20, ['cat', 'dog']);
  brighter = await ingested(120, ['cat', 'eel']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sightline compare', () => {
  it('passes a version that is like the one before', async () => {
    const { code, stdout } = await sightline(['compare', before, before], environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 samples added, 0 removed, 0 changed\.\n/);
    expect(stdout).toMatch(/drift\s+brightness\s+0\.000\s+0\.\d{3}\s+within\s+Median brightness: /);
    expect(stdout).toMatch(/Passed\.\n$/);
  });

  it('ends with 1 when a threshold is passed, and says which', async () => {
    const { code, stdout } = await sightline(['compare', before, brighter], environment);
    expect(code).toBe(1);
    expect(stdout).toContain('Violation (new-class): Class "eel" is new.');
    expect(stdout).toMatch(/drift\s+brightness\s+1\.000\s+0\.\d{3}\s+exceeded/);
    expect(stdout).toMatch(/Not passed: 2 violations, \d limits exceeded\.\n$/);
  });

  it('ends with 1 when a class has lost more than a fifth of its samples, or than the part given', async () => {
    const fewerDogs = await ingested(20, ['cat', 'dog', 'cat']);
    const words = ['compare', before, fewerDogs, '--threshold', 'classFraction=1', '--threshold', 'embedding=1'];
    const { code, stdout } = await sightline(words, environment);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'Violation (shrunken-class): Class "dog" has 20 of its 30 samples left: 33.3 % are gone, more than the 20 %',
    );
    expect(await sightline([...words, '--threshold', 'lostFraction=0.5'], environment)).toMatchObject({ code: 0 });
  });

  it('takes thresholds, and gives a script the comparison as JSON', async () => {
    const words = [
      'compare',
      before,
      brighter,
      '--threshold',
      'brightness=1',
      '--threshold',
      'classFraction=0.6',
      '--json',
    ];
    const { code, stdout } = await sightline(words, environment);
    expect(code).toBe(1);
    const { drift } = JSON.parse(stdout) as { drift: { measure: string; limit: number; exceeded: boolean }[] };
    expect(drift.find(({ measure }) => measure === 'brightness')).toMatchObject({ limit: 1, exceeded: false });
    expect(drift.find(({ measure }) => measure === 'classFraction')).toMatchObject({ limit: 0.6, exceeded: false });
  });

  it.each([
    [['compare', 'a'.repeat(64), 'b'.repeat(64), '--threshold', 'brightness'], 'Expected a measure and a distance'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, stdout, stderr } = await sightline(words, environment);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('asks whether another measure was meant', async () => {
    const words = ['compare', before, before, '--threshold', 'brightnes=1'];
    expect(await sightline(words, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "brightness"?'),
    });
  });

  it('says when there is no such dataset', async () => {
    const { code, stderr } = await sightline(['compare', before, 'b'.repeat(64)], environment);
    expect(code).toBe(1);
    expect(stderr).toContain('b'.repeat(12));
  });
});
