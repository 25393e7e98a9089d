import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hashModules, reachedBy } from './module-hash.ts';

const FILES = {
  'definitions/index.js': `export { run } from './run.js';`,
  'definitions/run.js':
    "import { proxy } from '@other/library/part';\nimport {\n  STAGES,\n} from '@sightline/contracts/stages';\n" +
    "import './index.js';",
  'definitions/unused.js': 'export {};',
  'node_modules/@sightline/contracts/package.json': `{"exports": {"./stages": "./stages.js"}}`,
  'node_modules/@sightline/contracts/stages.js': `export const STAGES = ['train'];\nexport * from './more.js';`,
  'node_modules/@sightline/contracts/more.js': 'export const MORE = 1;',
  'node_modules/@sightline/contracts/other.js': 'export const OTHER = 1;',
  'node_modules/@other/library/package.json': '{"version": "1.0.0"}',
};

describe('the hash of what a workflow bundle holds', () => {
  let folder: string;
  const hash = () => hashModules(join(folder, 'definitions/index.js'));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-modules-'));
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it.each([
    ['definitions/run.js', true],
    ['node_modules/@sightline/contracts/stages.js', true],
    ['node_modules/@sightline/contracts/more.js', true],
    ['definitions/unused.js', false],
    ['node_modules/@sightline/contracts/other.js', false],
  ])('when %s changes, is another one: %s', async (path, changes) => {
    const before = await hash();
    expect(await hash()).toBe(before);
    await writeFile(join(folder, path), `${await readFile(join(folder, path), 'utf8')}\n// changed`);
    expect((await hash()) !== before).toBe(changes);
  });

  it('takes other packages by their versions', async () => {
    const { packages } = await reachedBy(join(folder, 'definitions/index.js'));
    expect(Object.fromEntries(packages)).toEqual({ '@other/library': '1.0.0' });
  });

  it('reaches what the real definitions make inputs with, and never zod', async () => {
    const built = (path: string) => JSON.stringify(join(__dirname, '../../dist', path));
    const script = `import { reachedBy } from ${built('worker/module-hash.js')};
      const { modules, packages } = await reachedBy(${built('definitions/index.js')});
      console.log(JSON.stringify({ modules: [...modules.keys()], packages: [...packages.keys()] }));`;
    // In its own process: jest would take the sources, whose types reach more.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    const { modules, packages } = JSON.parse(stdout) as Record<'modules' | 'packages', string[]>;
    expect(modules).toEqual(expect.arrayContaining([expect.stringMatching(/contracts\/dist\/run\/stage-inputs\.js$/)]));
    expect(packages.sort()).toEqual(['@temporalio/common', '@temporalio/workflow']);
  });
});
