import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sightline } from './cli.fixture.ts';
import { prepareExample } from './examples.fixture.ts';

jest.setTimeout(180_000);

let folder: string;
let file: string;
let before: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-restore-'));
  environment = { SIGHTLINE_HOME: join(folder, 'home') };
  file = await prepareExample(folder, { example: 'digits', limit: 60 });
  const [three] = await readdir(join(folder, 'data/3'));
  await cp(join(folder, 'data/3', three as string), join(folder, 'data/3/zz-copy.png'));
  await writeFile(join(folder, 'data/3/zz-torn.png'), 'no image');
  before = await readFile(file, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const restore = (...words: string[]) => sightline(['restore', file, ...words], environment);
const scrubbed = async () => {
  const { stdout } = await sightline(['run', file, '--only', 'scrub', '--json'], environment);
  return (JSON.parse(stdout) as { scrub: { samples: number } }).scrub.samples;
};

describe('sightline restore', () => {
  it.each([
    ['3/zz-copi.png', '3/zz-copi.png is not a sample in which a check found a fault. Did you mean "3/zz-copy.png"?'],
    ['3/zz-torn.png', '3/zz-torn.png could not be read (not-an-image), so that there is nothing to restore.'],
  ])('refuses %s, and changes nothing', async (sample, message) => {
    expect(await restore(sample)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('writes a sample into the pipeline, which the next run uses', async () => {
    const without = await scrubbed();
    const { code, stdout, stderr } = await restore('3/zz-copy.png');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: `1 sample is in scrub.keep of ${file}.\n` });
    expect(await readFile(file, 'utf8')).toBe(before.replace('scrub: {', 'scrub: { keep: ["3/zz-copy.png"],'));
    expect(await scrubbed()).toBe(without + 1);
    expect(await restore()).toMatchObject({ code: 0, stdout: '3/zz-copy.png\n' });
  });

  it('takes it out again', async () => {
    expect(await restore('3/zz-copy.png', '--undo')).toMatchObject({ code: 0 });
    expect(await restore('--json')).toMatchObject({ code: 0, stdout: '{\n  "keep": []\n}\n' });
    expect(await restore('3/zz-copy.png', '--undo')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('3/zz-copy.png is not in scrub.keep of'),
    });
  });
});
