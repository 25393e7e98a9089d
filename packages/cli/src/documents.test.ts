import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { sightline } from './cli.fixture.ts';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/coming-from-keras.md'), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
const codes = blocksOf('js').map((code, index) => [index + 1, code] as const);

it.each(codes)('block %i of docs/coming-from-keras.md runs', async (_, code) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  expect(stdout).not.toBe('');
});

it('the pipeline of docs/coming-from-keras.md, all its modules beside it, is valid', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-documents-'));
  const rest = `
name: digits
ingest: { source: { path: data } }
preprocess: { width: 8, height: 8, channels: 1 }
deploy: { name: digits }
`;
  await writeFile(join(folder, 'pipeline.yaml'), rest + blocksOf('yaml').join(''));
  const sample = { create: { width: 8, height: 8, channels: 3 as const, background: 'red' } };
  for (const label of ['even', 'odd']) {
    await mkdir(join(folder, 'data', label), { recursive: true });
    for (const name of ['1', '2', '3', '4'])
      await sharp(sample)
        .png()
        .toFile(join(folder, 'data', label, `${name}.png`));
  }
  const names = blocksOf('ts').map((code) => /^\/\/ (\S+)\n/.exec(code)?.[1] ?? '');
  expect(names).toEqual(['losses.ts', 'callbacks.ts', 'transforms.ts', 'network.ts']);
  for (const [index, code] of blocksOf('ts').entries()) await writeFile(join(folder, names[index] as string), code);
  const { code, stdout, stderr } = await sightline(['validate', join(folder, 'pipeline.yaml')]);
  await rm(folder, { recursive: true });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(
    /network: build of network\.ts\. Tried .*: invert of .*, focal of .*, brier of .*, enough of /,
  );
});
